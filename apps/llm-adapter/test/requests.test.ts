import { startLlmServer, type LlmServer } from '@streamforge/testing/llm/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBook } from '../src/requests/book.ts';
import type { RequestTable } from '../src/requests/table.ts';
import { openHarness, type Harness } from './harness.ts';
import { assets, bars, END } from './market.ts';

const decoder = new TextDecoder();
const request = (id: string, more: object = {}) => ({ id, question: 'What is the price of Alder?', time: END, ...more });

/** As another process would have entered it. */
const entry = { model: 'small', source: { topic: 'llm.requests.v1', partition: 0, offset: 0 }, now: END };

let harness: Harness;
let server: LlmServer;
beforeAll(async () => {
  server = await startLlmServer();
  harness = await openHarness({ LLM_BASE_URL: server.url, LLM_MODEL: 'small' });
  await harness.feed('market.assets.v1', assets);
  await harness.feed('market.candles.v1', bars('ALDE-USD'));
});
afterEach(() => server.behave({}));
afterAll(async () => {
  await harness.close();
  await server.close();
});

const rowOf = async (id: string): Promise<RequestTable['llm_requests']> => await harness.host.ports.relational.query<RequestTable>()
  .selectFrom('llm_requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const responsesTo = async (id: string) => (await harness.responses()).filter((response) => response.id === id);
const asked = (): number => server.requests.length;
const readiness = async (): Promise<string> => await (await fetch(`${harness.host.address}/readyz?verbose`)).text();
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('a request over the log', () => {
  it('is answered with citations that resolve, under an id that follows from its own, and charged', async () => {
    await harness.feed('llm.requests.v1', [request('q-1')]);
    const [response] = await responsesTo('q-1');
    expect(response).toMatchObject({ id: 'q-1', tenant: 'public', model: 'small', answer: expect.stringContaining('[1]') as string });
    expect((await harness.recordAt(response!.citations[0]!.source)).value).toMatchObject({ symbol: 'ALDE-USD' });
    const record = (await harness.records('llm.responses.v1')).find(({ key }) => decoder.decode(key ?? undefined) === 'q-1');
    expect(decoder.decode(record?.header('ce_id'))).toBe('llm-response:public:q-1');
    const { promptTokens, completionTokens } = response!.usage;
    expect(promptTokens).toBeGreaterThan(100);
    expect(await rowOf('q-1')).toMatchObject({ way: 'log', calls: 1, prompt_tokens: promptTokens, completion_tokens: completionTokens });
  });

  it('that is delivered again gets the same answer, asks no model and costs nothing', async () => {
    await harness.feed('llm.requests.v1', [request('q-2')]);
    const [before, row] = [asked(), await rowOf('q-2')];
    await harness.feed('llm.requests.v1', [request('q-2'), request('q-2')]);
    const [first, ...again] = await responsesTo('q-2');
    expect(again).toEqual([first, first]);
    expect([asked(), await rowOf('q-2')]).toEqual([before, row]);
  });

  it('may name the evidence alone, and then asks no model', async () => {
    const before = asked();
    await harness.feed('llm.requests.v1', [request('q-3', { model: 'evidence' })]);
    expect(await responsesTo('q-3')).toMatchObject([{ model: 'evidence', usage: { promptTokens: 0, completionTokens: 0 } }]);
    expect(asked()).toBe(before);
    expect(await rowOf('q-3')).toMatchObject({ calls: 0 });
  });

  it('is refused under the id of another request, with a model that there isn’t, and where the model refuses it; others go on', async () => {
    await harness.feed('llm.requests.v1', [request('q-4')]);
    server.fail({ kind: 'status', status: 400 });
    await harness.feed('llm.requests.v1', [request('q-5')]);
    await harness.feed('llm.requests.v1', [request('q-4', { question: 'Something else?' }), request('q-6', { model: 'large' }), request('q-7')]);
    expect((await harness.refusals()).toSorted()).toEqual(['ID_CONFLICT', 'LLM_MODEL_UNKNOWN', 'LLM_REFUSED']);
    expect(await responsesTo('q-7')).toHaveLength(1);
    expect(await responsesTo('q-4')).toHaveLength(1);
  });

  it('waits while the model does not answer, says so, and is charged once when it does', async () => {
    server.fail({ kind: 'status', status: 503 }, 2);
    const before = asked();
    const fed = harness.feed('llm.requests.v1', [request('q-8')]);
    await until(async () => (await readiness()).includes('LLM_UNAVAILABLE'));
    await fed;
    expect(await responsesTo('q-8')).toHaveLength(1);
    expect(asked() - before).toBe(3);
    const row = await rowOf('q-8');
    expect([row.calls, row.completion_tokens]).toEqual([3, (await responsesTo('q-8'))[0]?.usage.completionTokens]);
    expect(await harness.refusals()).not.toContain('LLM_UNAVAILABLE');
  });

  it('whose process died after it had asked a model is asked again: that is counted and shown', async () => {
    const book = await openBook(harness.host.ports.relational);
    const dying = { ...request('q-9'), tenant: 'public' };
    await book.open(dying, entry);
    await book.call(dying);
    await harness.feed('llm.requests.v1', [request('q-9')]);
    expect(await rowOf('q-9')).toMatchObject({ calls: 2 });
    expect(await harness.host.metrics.text()).toMatch(/streamforge_llm_repeated_calls_total\{service="llm-adapter"\} [1-9]/);
    expect(harness.logs.some((line) => line.includes('asked again'))).toBe(true);
  });

  it('that two processes answer at once has one answer and one charge', async () => {
    const book = await openBook(harness.host.ports.relational);
    const shared = { ...request('q-10'), tenant: 'public' };
    await book.open(shared, entry);
    const answer = (text: string) => ({ id: 'q-10', tenant: 'public', answer: text, model: 'small', citations: [], usage: { promptTokens: 1, completionTokens: text.length }, time: END });
    const [one, other] = await Promise.all([book.settle(answer('first')), book.settle(answer('second one'))]);
    expect(one).toEqual(other);
    expect(await rowOf('q-10')).toMatchObject({ completion_tokens: one.usage.completionTokens });
  });

  it('reads its own tenant’s documents', async () => {
    await harness.feed('documents.v1', [{ id: 'plan', tenant: 'desk', text: 'The falcon bid is confidential.', publishedAt: END, symbols: ['ALDE-USD'] }]);
    await harness.indexDocuments('desk');
    const question = 'What is known about the falcon bid for Alder?';
    await harness.feed('llm.requests.v1', [request('q-11', { question, model: 'evidence' }), request('q-12', { question, model: 'evidence', tenant: 'desk' })]);
    expect(JSON.stringify(await responsesTo('q-11'))).not.toContain('confidential');
    expect(JSON.stringify(await responsesTo('q-12'))).toContain('confidential');
  });
});
