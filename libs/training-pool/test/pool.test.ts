import { afterEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../src/pool.ts';
import { shared } from '../src/shared.ts';
import type { Data, Task } from './worker.ts';

const script = new URL('./worker.ts', import.meta.url);

describe('a pool', () => {
  let pool: Pool<Task, string, number>;
  let data: Data;
  const opened = (threads: number, heapMib = 256): Pool<Task, string, number> => {
    data = shared({ begun: new Int32Array(1), numbers: Float64Array.of(1, 2, 3) });
    return pool = openPool({ script, threads, heapMib, data });
  };
  afterEach(() => pool.close());

  it('works tasks off over data that its threads share, and tells what they tell', async () => {
    const { run } = opened(2);
    const told: string[] = [];
    const sums = Array.from({ length: 5 }, () => run(() => ({ what: 'sum' }), { onNews: (news) => told.push(news) }));
    expect(await Promise.all(sums)).toEqual([6, 6, 6, 6, 6]);
    expect(told).toEqual(Array.from({ length: 5 }, () => 'sum begun'));
    expect(Atomics.load(data.begun, 0)).toBe(5);
  });

  it('replaces a thread that died and does its task again, while others go on', async () => {
    const { run } = opened(2);
    const results = await Promise.all([run((attempt) => ({ what: 'die-once', attempt })), run(() => ({ what: 'sum' })), run(() => ({ what: 'sum' }))]);
    expect(results).toEqual([7, 6, 6]);
    expect(Atomics.load(data.begun, 0)).toBe(4);
  });

  it.each(['die', 'crash'] as const)('gives up a task with which every thread dies (%s), and lives on', async (what) => {
    const { run } = opened(1);
    await expect(run(() => ({ what }))).rejects.toMatchObject({ name: 'RetryableError', code: 'UNEXPECTED', message: expect.stringContaining('3 times') as string });
    expect(Atomics.load(data.begun, 0)).toBe(3);
    expect(await run(() => ({ what: 'sum' }))).toBe(6);
  });

  it('hands on what a task threw, with its code, and keeps the thread', async () => {
    const { run } = opened(1);
    await expect(run(() => ({ what: 'refuse' }))).rejects.toMatchObject({ name: 'TerminalError', code: 'UNIVERSE_TOO_SMALL', message: 'There are too few bars or assets to learn from. one asset' });
    expect(await run(() => ({ what: 'sum' }))).toBe(6);
  });

  it('ends a task at once when its signal aborts, and one that waits without beginning it', async () => {
    const { run } = opened(1);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const begun = Promise.withResolvers<void>();
    const first = run(() => ({ what: 'for-ever' }), { signal: running.signal, onNews: () => begun.resolve() });
    const second = run(() => ({ what: 'for-ever' }), { signal: waiting.signal });
    const third = run(() => ({ what: 'sum' }));
    waiting.abort(new Error('not wanted'));
    await expect(second).rejects.toThrow('not wanted');
    await begun.promise;
    running.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    expect(await third).toBe(6);
    expect(Atomics.load(data.begun, 0)).toBe(2);
  });

  it('says that a task needs too much memory, and tries it once only', async () => {
    const { run } = opened(1, 24);
    await expect(run(() => ({ what: 'fill' }))).rejects.toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining('24 MiB') as string });
    expect(Atomics.load(data.begun, 0)).toBe(1);
  });

  it('that is closed ends what it works on', async () => {
    const { run, close } = opened(1);
    await expect(Promise.all([run(() => ({ what: 'for-ever' })), close()])).rejects.toMatchObject({ code: 'UNEXPECTED' });
    await expect(run(() => ({ what: 'sum' }))).rejects.toMatchObject({ code: 'UNEXPECTED' });
  });
});

describe('shared data', () => {
  it('is equal, in shared memory, and shared once only', () => {
    const value = { name: 'a', list: [Float32Array.of(1.5), null], nested: { rows: Int32Array.of(1, 2) }, kept: undefined };
    const copy = shared(value);
    expect(copy).toEqual(value);
    expect(copy.nested.rows.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared(copy).nested.rows).toBe(copy.nested.rows);
  });

  it('is a copy of the part of a buffer that an array sees', () => {
    const whole = Float64Array.of(1, 2, 3, 4);
    expect(shared(whole.subarray(1, 3))).toEqual(Float64Array.of(2, 3));
  });
});
