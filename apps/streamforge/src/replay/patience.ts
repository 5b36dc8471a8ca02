/** Trying again while a platform can't take what is sent, as long as that makes sense, and saying so meanwhile. */
import { RetryableError, type ErrorCode } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Work that takes longer than this is spoken of. */
const LONG_MS = 10_000;
const GIVE_UP_MS = 60_000;

/** The platform answers and says that it will take more later: waiting is right, however long it takes. */
export const answering: ReadonlySet<ErrorCode> = new Set(['BACKPRESSURE', 'DISK_FULL', 'STORE_UNAVAILABLE']);

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told again and again while nothing is taken, with what the last attempt failed with; undefined while an answer is awaited. */
  readonly onWaiting: (code: ErrorCode | undefined) => void;
  /** How long a platform may stay without an answer; 60 s unless told otherwise. */
  readonly giveUpMs?: number;
}

/**
 * Does the work, again after each RetryableError. Rejects with the last error once the signal aborts, and after too long without an answer.
 */
export const patiently = async <Result>(work: () => Promise<Result>, patience: Patience): Promise<Result> => {
  const { clock, signal, onWaiting, giveUpMs = GIVE_UP_MS } = patience;
  const began = clock.monotonic();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await watched(work, patience);
    } catch (error) {
      if (!(error instanceof RetryableError) || signal.aborted) throw error;
      const waited = clock.monotonic() - began;
      const { code } = error;
      if (!answering.has(code) && waited >= giveUpMs) throw error;
      if (!answering.has(code) || waited >= LONG_MS) onWaiting(code);
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  }
};

const watched = async <Result>(work: () => Promise<Result>, { clock, onWaiting }: Patience): Promise<Result> => {
  const done = new AbortController();
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      await clock.sleep(LONG_MS, done.signal);
      onWaiting(undefined);
    }
  };
  watch().catch(() => undefined);
  try {
    return await work();
  } finally {
    done.abort();
  }
};
