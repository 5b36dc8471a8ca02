import type { Clock } from '@streamforge/determinism/clock';
import { unavailable } from './failure.ts';

/** Ends what waits for a server that falls silent, or that never comes to an end. */
export interface Patience {
  /** Aborts with the reason when patience is over. */
  readonly signal: AbortSignal;
  /** Something came: silence begins anew. */
  heard(): void;
  /** Nothing is waited for any more. */
  stop(): void;
}

export interface Limits {
  /** Longest silence, in milliseconds. */
  readonly silenceMs: number;
  /** Longest answer altogether. */
  readonly totalMs: number;
}

export const patience = (clock: Clock, { silenceMs, totalMs }: Limits): Patience => {
  const over = new AbortController();
  const done = new AbortController();
  const begun = clock.monotonic();
  let lastHeard = begun;
  const watch = async (): Promise<void> => {
    for (;;) {
      const now = clock.monotonic();
      const left = Math.min(lastHeard + silenceMs - now, begun + totalMs - now);
      if (left <= 0) break;
      await clock.sleep(left, done.signal);
    }
    const silent = clock.monotonic() - lastHeard >= silenceMs;
    over.abort(unavailable(silent ? `It was silent for ${silenceMs / 1_000} s.` : `Its answer took longer than ${totalMs / 1_000} s.`));
  };
  watch().catch(() => undefined);
  return {
    signal: over.signal,
    heard: () => {
      lastHeard = clock.monotonic();
    },
    stop: () => done.abort(),
  };
};
