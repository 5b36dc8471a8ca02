import { simulatedClock } from '@streamforge/testing/simulated-clock';
import { describe, expect, it } from 'vitest';
import { waitWithHeartbeats, withHeartbeats } from '../src/loop/waiting.ts';

const clockOf = (waits: number[]) => ({
  now: () => 0,
  monotonic: () => 0,
  sleep: (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    waits.push(ms);
    return Promise.resolve();
  },
});

describe('waiting as a member of a group', () => {
  it('beats at least every three seconds', async () => {
    const waits: number[] = [];
    let beats = 0;
    await waitWithHeartbeats(10_000, clockOf(waits), { signal: new AbortController().signal, heartbeat: async () => void (beats += 1) });
    expect(waits).toEqual([3_000, 3_000, 3_000, 1_000]);
    expect(beats).toBe(4);
  });

  it('ends when the membership is lost', async () => {
    const heartbeat = (): Promise<void> => Promise.reject(new Error('moved'));
    await expect(waitWithHeartbeats(10_000, clockOf([]), { signal: new AbortController().signal, heartbeat })).rejects.toThrow('moved');
  });
});

describe('working as a member of a group', () => {
  it('beats for as long as the work takes, and no longer', async () => {
    const clock = simulatedClock();
    let beats = 0;
    const { promise, resolve } = Promise.withResolvers<string>();
    const working = withHeartbeats(() => promise, clock, { heartbeat: async () => void (beats += 1) });
    for (let second = 0; second < 30; second += 1) await clock.advance(1_000);
    expect(beats).toBe(10);
    resolve('done');
    expect(await working).toBe('done');
    await clock.advance(60_000);
    expect(beats).toBe(10);
  });

  it('lets the work end by itself when the membership is lost', async () => {
    const clock = simulatedClock();
    const { promise, reject } = Promise.withResolvers<never>();
    const working = withHeartbeats(() => promise, clock, { heartbeat: () => Promise.reject(new Error('moved')) });
    await clock.advance(10_000);
    reject(new Error('aborted'));
    await expect(working).rejects.toThrow('aborted');
  });
});
