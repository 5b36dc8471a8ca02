import { setTimeout } from 'node:timers/promises';

/** Time as the platform sees it. Injected, so that a test can turn it and a replay does not depend on it. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
  /** Milliseconds that never go back, for durations. */
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
