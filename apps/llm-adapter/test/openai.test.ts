import { createHash } from 'node:crypto';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Citation } from '@streamforge/contracts/events/llm';
import { startLlmServer, type LlmServer } from '@streamforge/testing/llm/server';
import OpenAI, { APIError } from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LlmConfig } from '../src/config.ts';
import { modelsOf } from '../src/model/models.ts';
import type { RequestTable } from '../src/requests/table.ts';
import { openHarness, type Harness } from './harness.ts';
import { assets, bars, documents } from './market.ts';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const question = 'What is the price of Alder, and why did it climb?';

let harness: Harness;
let server: LlmServer;
let client: OpenAI;

const clientOf = (apiKey = 'none'): OpenAI => new OpenAI({ baseURL: `${harness.host.address}/v1`, apiKey, maxRetries: 0 });

/** One platform for the tests of a block; the model is the obedient one unless a test says otherwise. */
const openedWith = (env: Readonly<Record<string, string>>): void => {
  beforeAll(async () => {
    server = await startLlmServer();
    harness = await openHarness({ LLM_BASE_URL: server.url, LLM_MODEL: 'small', LLM_MODELS: 'small-lora', LLM_SOURCES_IN_TEXT: 'off', ...env });
    client = clientOf();
    await harness.feed('market.assets.v1', assets);
    await harness.feed('market.candles.v1', bars('ALDE-USD'));
    await harness.feed('documents.v1', documents);
    await harness.indexDocuments('public', 'desk');
  });
  afterEach(() => server.behave({}));
  afterAll(async () => {
    await harness.close();
    await server.close();
  });
};

const asking = (content = question, more: Partial<ChatCompletionCreateParamsNonStreaming> = {}): ChatCompletionCreateParamsNonStreaming =>
  ({ model: 'small', messages: [{ role: 'user', content }], ...more });
const citationsOf = (answer: object): readonly Citation[] => (answer as { readonly citations?: readonly Citation[] }).citations ?? [];
const failureOf = async (asked: Promise<unknown>): Promise<APIError> => {
  const error = await asked.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof APIError)) throw new Error(`It did not fail as expected: ${String(error)}`);
  return error;
};

describe('the official client of OpenAI', () => {
  openedWith({ LLM_PARALLEL: '4', LLM_QUEUE: '100' });

  it('lists the models, and finds one', async () => {
    expect((await Array.fromAsync(await client.models.list())).map(({ id }) => id)).toEqual(['small', 'small-lora', 'evidence']);
    expect(await client.models.retrieve('small-lora')).toMatchObject({ id: 'small-lora', object: 'model', owned_by: 'streamforge' });
    expect(await failureOf(client.models.retrieve('large'))).toMatchObject({ status: 404, code: 'model_not_found', type: 'not_found_error' });
  });

  it('finds its routes and their requests described with those of the other services', async () => {
    const { paths } = await (await fetch(`${harness.host.address}/openapi.json`)).json() as { paths: Readonly<Record<string, object>> };
    const described = Object.entries(paths).flatMap(([url, methods]) => Object.keys(methods).map((method) => [method, url] as const));
    expect(described).toEqual(expect.arrayContaining([['post', '/v1/chat/completions'], ['get', '/v1/models'], ['get', '/v1/models/{id}']]));
    for (const [method, url] of described) expect(harness.host.http.hasRoute({ method, url: url.replace('{id}', ':id') }), url).toBe(true);
    expect(paths['/v1/chat/completions']).toMatchObject({ post: {
      requestBody: { content: { 'application/json': { schema: { required: ['messages'], properties: { citations: {}, stream: {}, n: {} } } } } },
      responses: { 429: { content: { 'application/json': {} } } },
    } });
  });

  it('gets an answer whose citations are those of its text, with the usage that the model’s server counted', async () => {
    server.behave({ write: () => 'Alder closed higher [1]; a plant opened [5]. It is certain [77].' });
    const answer = await client.chat.completions.create(asking(question, { temperature: 0.1, max_tokens: 100, model: 'small-lora' }));
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant', content: 'Alder closed higher [1]; a plant opened [5]. It is certain.' } });
    expect(citationsOf(answer).map(({ number, kind }) => [number, kind])).toEqual([[1, 'bar'], [5, 'document']]);
    expect(answer.usage?.completion_tokens).toBe(Math.ceil('Alder closed higher [1]; a plant opened [5]. It is certain [77].'.length / 4));
    expect(server.requests[0]).toMatchObject({ model: 'small-lora', body: { temperature: 0.1, max_tokens: 100, stream: true } });
    expect(server.requests[0]?.body).not.toHaveProperty('tools');
  });

  it('streams the same answer, ended by its citations and, where asked for, its usage', async () => {
    const whole = await client.chat.completions.create(asking());
    const chunks = await Array.fromAsync(await client.chat.completions.create({ ...asking(), stream: true, stream_options: { include_usage: true } }));
    expect(chunks.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content);
    expect(chunks.length).toBeGreaterThan(5);
    const last = chunks.findLast(({ choices }) => choices.length > 0);
    expect([last?.choices[0]?.finish_reason, citationsOf(last!)]).toEqual(['stop', citationsOf(whole)]);
    expect(chunks.at(-1)?.usage).toEqual(whole.usage);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('is told when an answer cites nothing', async () => {
    server.behave({ write: () => 'Trust me.' });
    expect((await client.chat.completions.create(asking())).choices[0]?.message.content).toMatch(/^Trust me\.\n\n\(This answer cites none of the \d+ pieces/);
    expect((await client.chat.completions.create(asking('xyzzy?'))).choices[0]?.message.content).toContain('No stored evidence was found');
  });

  it.each<[string, Partial<ChatCompletionCreateParamsNonStreaming>, string]>([
    ['no question', { messages: [] }, 'messages'],
    ['a question that is too long', { messages: [{ role: 'user', content: 'x'.repeat(20_001) }] }, 'messages'],
    ['only its own wishes', { messages: [{ role: 'system', content: 'Be brief.' }] }, 'messages'],
    ['a temperature out of range', { temperature: 3 }, 'temperature'],
    ['several answers', { n: 2 }, 'n'],
    ['tools', { tools: [{ type: 'function', function: { name: 'buy' } }] }, 'tools'],
  ])('is told what is wrong with %s', async (_, more, param) => {
    expect(await failureOf(client.chat.completions.create(asking(question, more)))).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'REQUEST_INVALID', param });
  });

  it('is told of a model that there isn’t', async () => {
    expect(await failureOf(client.chat.completions.create(asking(question, { model: 'gpt-9' })))).toMatchObject({ status: 404, code: 'model_not_found', message: expect.stringContaining('small, small-lora, evidence') as string });
  });

  it('is told when the model’s server is down or refuses, before and within a stream', async () => {
    server.fail({ kind: 'status', status: 500 });
    expect(await failureOf(client.chat.completions.create(asking()))).toMatchObject({ status: 503, code: 'LLM_UNAVAILABLE', type: 'server_error' });
    server.fail({ kind: 'status', status: 401 });
    expect(await failureOf(client.chat.completions.create({ ...asking(), stream: true }))).toMatchObject({ status: 502, code: 'LLM_REFUSED' });
    server.fail({ kind: 'reset', after: 6 });
    const stream = await client.chat.completions.create({ ...asking(), stream: true });
    expect(await failureOf(Array.fromAsync(stream))).toMatchObject({ code: 'LLM_UNAVAILABLE' });
    expect((await client.chat.completions.create(asking())).choices[0]?.finish_reason).toBe('stop');
  });

  it('in fifty at once is served by as many as there are places', async () => {
    server.behave({ beforeChunk: () => after(1) });
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.chat.completions.create(asking())));
    expect(answers.every(({ choices: [choice] }) => choice?.finish_reason === 'stop')).toBe(true);
    expect(server.most).toBe(4);
  });
});

describe('a client that shares one place with others', () => {
  openedWith({ LLM_PARALLEL: '1', LLM_QUEUE: '1' });

  it('that goes away stops the generation, and its place is free again', async () => {
    const gate = Promise.withResolvers<void>();
    server.behave({ beforeChunk: (chunk) => chunk === 3 ? gate.promise : Promise.resolve() });
    for (const stream of [true, false]) {
      const [gone, before, asked] = [new AbortController(), server.abandoned, server.requests.length];
      const going = client.chat.completions.create({ ...asking(), stream }, { signal: gone.signal }).then(async (answer) => {
        if (Symbol.asyncIterator in answer) await Array.fromAsync(answer);
      });
      while (server.requests.length === asked) await after(2);
      await after(20);
      gone.abort();
      await going.catch(() => undefined);
      while (server.abandoned === before) await after(2);
    }
    gate.resolve();
    const charged = await harness.host.ports.relational.query<RequestTable>().selectFrom('llm_requests').selectAll().execute();
    expect(charged.map(({ way, calls, prompt_tokens, completion_tokens }) => [way, calls, prompt_tokens > 100, completion_tokens > 0])).toEqual([['http', 1, true, true], ['http', 1, true, true]]);
    expect(await harness.host.metrics.text()).toContain('streamforge_llm_answers_total{service="llm-adapter",model="small",state="abandoned"} 2');
    expect((await client.chat.completions.create(asking())).choices[0]?.finish_reason).toBe('stop');
  });

  it('waits for its turn, or is told to come back', async () => {
    const gate = Promise.withResolvers<void>();
    const before = server.requests.length;
    server.behave({ beforeChunk: () => gate.promise });
    const asked = Array.from({ length: 2 }, () => client.chat.completions.create(asking()));
    while (server.requests.length === before) await after(2);
    await after(20);
    const busy = await failureOf(client.chat.completions.create(asking()));
    expect([busy.status, busy.code, busy.headers?.get('retry-after')]).toEqual([429, 'LLM_BUSY', '1']);
    gate.resolve();
    expect((await Promise.all(asked)).map(({ choices: [choice] }) => choice?.finish_reason)).toEqual(['stop', 'stop']);
  });

});

describe('an answer over HTTP', () => {
  it('leaves a record under its id, so that its citations can be followed', async () => {
    harness = await openHarness();
    await harness.feed('market.assets.v1', assets);
    await harness.feed('market.candles.v1', bars('ALDE-USD'));
    const asked = { ...asking(question, { model: 'evidence' }), citations: 'field' } as ChatCompletionCreateParamsNonStreaming;
    const whole = await clientOf().chat.completions.create(asked, { headers: { 'x-streamforge-tenant': 'desk' } });
    expect(await harness.responses()).toMatchObject([{ id: whole.id, tenant: 'desk', answer: whole.choices[0]?.message.content, model: 'evidence', citations: citationsOf(whole) }]);
    const chunks = await Array.fromAsync(await clientOf().chat.completions.create({ ...asked, stream: true }));
    const streamed = (await harness.responses()).find(({ tenant }) => tenant === 'public');
    expect(streamed).toMatchObject({ id: chunks[0]?.id, answer: chunks.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('') });
    await harness.close();
  });

  it('is given also where the log refuses its record, or says nothing', async () => {
    harness = await openHarness();
    const produce = vi.spyOn(harness.host.ports.events, 'produce').mockRejectedValue(new RetryableError('LOG_UNAVAILABLE'));
    expect((await clientOf().chat.completions.create(asking(question, { model: 'evidence' }))).choices[0]?.finish_reason).toBe('stop');
    expect(harness.logs.join('')).toMatch(/"code":"LOG_UNAVAILABLE".*an answer left no record/);
    produce.mockReturnValue(Promise.withResolvers<never>().promise);
    expect((await clientOf().chat.completions.create(asking(question, { model: 'evidence' }))).choices[0]?.finish_reason).toBe('stop');
    produce.mockRestore();
    await harness.close();
  });
});

describe('keys', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const keys = JSON.stringify([{ sha256: sha256('reader') }, { sha256: sha256('desk'), tenant: 'desk' }]);

  openedWith({ STREAMFORGE_API_KEYS: keys, LLM_SOURCES_IN_TEXT: 'on' });

  it('are needed where they are set, decide whose documents are read, and a header does not change that', async () => {
    expect(await failureOf(clientOf('wrong').chat.completions.create(asking()))).toMatchObject({ status: 401, type: 'authentication_error', code: 'API_KEY_MISSING' });
    const plan = asking('What is the takeover plan Falcon of Alder?', { model: 'evidence' });
    expect(JSON.stringify(await clientOf('reader').chat.completions.create(plan))).not.toMatch(/falcon|confidential/i);
    expect(JSON.stringify(await clientOf('desk').chat.completions.create(plan))).toContain('code name Falcon');
    const other = clientOf('reader').chat.completions.create(plan, { headers: { 'x-streamforge-tenant': 'desk' } });
    expect(await failureOf(other)).toMatchObject({ status: 403, code: 'API_KEY_FORBIDDEN', type: 'permission_error' });
  });

  it('gets the sources as text where it would show nothing else', async () => {
    const reader = clientOf('reader');
    const answer = await reader.chat.completions.create(asking());
    const [first] = citationsOf(answer);
    const { topic, partition, offset } = first!.source;
    expect(answer.choices[0]?.message.content).toContain(`\n\nSources:\n[1] ${first?.title} (${topic}[${partition}]@${offset})`);
    const asField = { ...asking(), citations: 'field' } as ChatCompletionCreateParamsNonStreaming;
    expect((await reader.chat.completions.create(asField)).choices[0]?.message.content).not.toContain('Sources:');
    expect((await reader.chat.completions.create(asking(question, { model: 'evidence' }))).choices[0]?.message.content).not.toContain('Sources:');
  });
});

describe('usage', () => {
  openedWith({});

  it('is counted in metrics and told in the log without what was asked or answered', async () => {
    const { usage } = await client.chat.completions.create(asking('What did the falcon price of Alder do?'));
    const metrics = await (await fetch(`${harness.host.address}/metrics`)).text();
    expect(metrics).toContain('streamforge_llm_answers_total{service="llm-adapter",model="small",state="stop"} 1');
    expect(metrics).toContain(`streamforge_llm_tokens_total{service="llm-adapter",model="small",type="input"} ${usage?.prompt_tokens}`);
    const line = harness.logs.find((one) => one.includes('gen_ai.usage'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ 'gen_ai.request.model': 'small', 'gen_ai.usage.output_tokens': usage?.completion_tokens });
    expect(harness.logs.join('\n')).not.toMatch(/falcon|From what is known/);
  });
});

describe('the settings', () => {
  const read = (env: Readonly<Record<string, string>>) => () => modelsOf(LlmConfig.parse(env));

  it.each([
    ['a server without a model', { LLM_BASE_URL: 'http://127.0.0.1:1/v1' }, /LLM_MODEL/],
    ['a model without a server', { LLM_MODEL: 'small' }, /LLM_BASE_URL/],
    ['a key in the address', { LLM_BASE_URL: 'http://me:sk-secret@127.0.0.1:1/v1', LLM_MODEL: 'small' }, /LLM_API_KEY/],
  ])('with %s are refused', (_, env, message) => expect(read(env)).toThrow(message));
});
