/** A clock that only moves when a test moves it. */
import type { Clock } from '@streamforge/determinism/clock';

export interface SimulatedClock extends Clock {
  /** Lets `ms` pass: sleepers wake in the order of their times, and what they start before the end is waited for too. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, also backwards, as an operator might; durations are not touched. */
  jumpTo(now: number): void;
  /** Sleepers that have not woken yet. */
  sleeping(): number;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Gives promises and immediates that a wake-up started the chance to run. */
const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts at `start`, epoch milliseconds. */
export const simulatedClock = (start = Date.UTC(2026, 0, 1)): SimulatedClock => {
  let elapsed = 0;
  let offset = start;
  let sleepers: readonly Sleeper[] = [];

  const nextUntil = (limit: number): Sleeper | undefined =>
    sleepers.reduce<Sleeper | undefined>((first, sleeper) =>
      sleeper.wakesAt <= limit && (first === undefined || sleeper.wakesAt < first.wakesAt) ? sleeper : first, undefined);

  const remove = (sleeper: Sleeper): void => {
    sleepers = sleepers.filter((other) => other !== sleeper);
  };

  return {
    now: () => offset + elapsed,
    monotonic: () => elapsed,
    sleep: async (ms, signal) => new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = (): void => {
        remove(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        wakesAt: elapsed + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      sleepers = [...sleepers, sleeper];
      signal?.addEventListener('abort', abort, { once: true });
    }),
    advance: async (ms) => {
      const end = elapsed + ms;
      await settle();
      for (let next = nextUntil(end); next !== undefined; next = nextUntil(end)) {
        elapsed = next.wakesAt;
        remove(next);
        next.wake();
        await settle();
      }
      elapsed = end;
    },
    jumpTo: (now) => {
      offset = now - elapsed;
    },
    sleeping: () => sleepers.length,
  };
};
