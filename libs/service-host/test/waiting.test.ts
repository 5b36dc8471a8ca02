import { describe, expect, it } from 'vitest';
import { waitWithHeartbeats } from '../src/loop/waiting.ts';

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
