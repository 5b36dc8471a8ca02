import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { startLlmServer, type LlmFault, type LlmServer, type LlmServerOptions } from '@streamforge/testing/llm/server';
import { afterEach, describe, expect, it } from 'vitest';
import { generate, type ModelServer, type Piece } from '../../src/model/generate.ts';

const never = new AbortController().signal;

/** Seconds pass as milliseconds. */
const hasty: Clock = {
  now: systemClock.now,
  monotonic: () => systemClock.monotonic() * 1_000,
  sleep: (ms, signal) => systemClock.sleep(ms / 1_000, signal),
};

describe('a model’s server', () => {
  let server: LlmServer;
  afterEach(() => server.close());

  const open = async (options: LlmServerOptions = {}): Promise<void> => {
    server = await startLlmServer({ write: () => 'It rose [1], and then it fell [2].', ...options });
  };
  const place = (more: Partial<ModelServer> = {}): ModelServer => ({ baseUrl: server.url, apiKey: undefined, silenceMs: 60_000, totalMs: 300_000, ...more });
  const ask = async (more: Partial<ModelServer> = {}, signal = never, clock: Clock = systemClock): Promise<readonly Piece[]> => await Array.fromAsync(
    await generate(place(more), { model: 'small', messages: [{ role: 'user', content: 'What happened?' }], parameters: { temperature: 0.2, max_tokens: 50 } }, signal, clock));
  const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

  it('is asked with our parameters and its key, and without tools', async () => {
    await open({ apiKey: 'secret' });
    const pieces = await ask({ apiKey: 'secret', baseUrl: `${server.url}/` });
    expect(textOf(pieces)).toBe('It rose [1], and then it fell [2].');
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.find(({ usage }) => usage !== undefined)?.usage).toEqual({ promptTokens: 4, completionTokens: 9 });
    expect(server.requests[0]?.body).toEqual({
      model: 'small', messages: [{ role: 'user', content: 'What happened?' }], temperature: 0.2, max_tokens: 50, stream: true, stream_options: { include_usage: true },
    });
  });

  it('may answer at once where a stream was asked for, and count nothing', async () => {
    await open({ streams: false, counts: false });
    expect(await ask()).toEqual([{ text: 'It rose [1], and then it fell [2].', finish: 'stop' }]);
  });

  it('has no tools that we would call', async () => {
    await open({ write: () => ({ text: '', tools: ['delete_everything'] }) });
    expect(textOf(await ask())).toBe('');
  });

  it.each<[string, LlmFault, string, RegExp]>([
    ['a wrong request', { kind: 'status', status: 400, body: { error: { message: 'You said: my secret', code: 'context_length_exceeded' } } }, 'LLM_REFUSED', /status 400 \(context_length_exceeded\)/],
    ['a missing right', { kind: 'status', status: 403 }, 'LLM_REFUSED', /status 403/],
    ['an unknown model', { kind: 'status', status: 404, body: '<html>' }, 'LLM_REFUSED', /status 404/],
    ['too many requests', { kind: 'status', status: 429 }, 'LLM_UNAVAILABLE', /status 429/],
    ['an error of its own', { kind: 'status', status: 500 }, 'LLM_UNAVAILABLE', /status 500/],
    ['a redirect, which is not followed', { kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'LLM_UNAVAILABLE', /connection failed/],
    ['a cut connection', { kind: 'reset' }, 'LLM_UNAVAILABLE', /connection failed/],
    ['a connection cut in the middle', { kind: 'reset', after: 2 }, 'LLM_UNAVAILABLE', /connection failed/],
    ['a page of somebody else', { kind: 'garbage', text: '<h1>proxy</h1>' }, 'LLM_UNAVAILABLE', /not JSON/],
    ['JSON that is no completion', { kind: 'garbage', text: '{"choices": 7}', type: 'application/json' }, 'LLM_UNAVAILABLE', /no completion/],
    ['a stream that only ends', { kind: 'garbage', text: 'data: {"choices":[{"delta":{"content":"It"}}]}\n\n', type: 'text/event-stream' }, 'LLM_UNAVAILABLE', /broke off/],
    ['an error within the stream', { kind: 'garbage', text: 'data: {"error":{"message":"out of memory"}}\n\n', type: 'text/event-stream' }, 'LLM_UNAVAILABLE', /broke off/],
    ['a line without an end', { kind: 'garbage', text: `data: ${'x'.repeat(1_100_000)}`, type: 'text/event-stream' }, 'LLM_UNAVAILABLE', /longer than a mebibyte/],
  ])('%s becomes an error of ours that repeats nothing of it', async (_, fault, code, message) => {
    await open();
    server.fail(fault);
    const error = await ask().catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect((error as Error).message).not.toMatch(/secret|proxy|html/);
  });

  it.each<[string, LlmFault]>([['from the beginning', { kind: 'silence' }], ['in the middle', { kind: 'silence', after: 2 }]])('that falls silent %s is given up', async (_, fault) => {
    await open();
    server.fail(fault);
    await expect(ask({ silenceMs: 60_000 }, never, hasty)).rejects.toMatchObject({ code: 'LLM_UNAVAILABLE', message: expect.stringContaining('silent for 60 s') as string });
  });

  it('that never comes to an end is given up', async () => {
    await open({ write: () => 'and so on '.repeat(10_000), beforeChunk: () => systemClock.sleep(5) });
    await expect(ask({ totalMs: 300_000 }, never, hasty)).rejects.toMatchObject({ code: 'LLM_UNAVAILABLE', message: expect.stringContaining('longer than 300 s') as string });
  });

  it('stops generating when nobody waits any more', async () => {
    const gate = Promise.withResolvers<void>();
    await open({ beforeChunk: (chunk) => chunk === 2 ? gate.promise : Promise.resolve() });
    const gone = new AbortController();
    const asked = ask({}, gone.signal);
    while (server.requests.length === 0) await systemClock.sleep(2);
    gone.abort(new Error('went away'));
    await expect(asked).rejects.toThrow('went away');
    while (server.abandoned === 0) await systemClock.sleep(2);
    gate.resolve();
    expect(server.abandoned).toBe(1);
  });

  it('may be nowhere at all', async () => {
    await open();
    await expect(ask({ baseUrl: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject({ code: 'LLM_UNAVAILABLE' });
  });

  it('wants another key: that is a refusal, which does not show ours', async () => {
    await open({ apiKey: 'right' });
    await expect(ask({ apiKey: 'sk-wrong' })).rejects.toMatchObject({ code: 'LLM_REFUSED', message: expect.not.stringContaining('sk-wrong') as string });
  });
});
