import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { BatchSession } from '@streamforge/event-log/port';
import type { Clock } from '@streamforge/determinism/clock';
import { waitWithHeartbeats } from './waiting.ts';

export interface CommitLaneParts {
  readonly clock: Clock;
  /** Milliseconds to wait before the n-th further attempt. */
  readonly wait: (attempt: number) => number;
  /** Told of each commit that failed and is tried again. */
  readonly retried: (error: StreamForgeError) => void;
}

interface Wanted {
  readonly offset: number;
  readonly session: BatchSession;
}

/**
 * Commits a partition's position behind the work: the next batch need not wait for it, and only the newest position is written when
 * several are due. A commit that fails is tried again; one that came too late (the partition moved on) is dropped, as whoever has the
 * partition now commits for it.
 */
export class CommitLane {
  readonly #parts: CommitLaneParts;
  #wanted: Wanted | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: CommitLaneParts) {
    this.#parts = parts;
  }

  /** Asks for a commit; returns at once. */
  want(offset: number, session: BatchSession): void {
    this.#wanted = { offset, session };
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left to commit. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let tries = 1; this.#wanted !== undefined; tries += 1) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      try {
        await wanted.session.commit(wanted.offset);
        tries = 0;
      } catch (error) {
        await this.#failed(wanted, error, tries);
      }
    }
    this.#running = undefined;
  }

  async #failed(wanted: Wanted, error: unknown, tries: number): Promise<void> {
    const { clock, wait, retried } = this.#parts;
    if (wanted.session.signal.aborted || error instanceof TerminalError) return;
    retried(error instanceof StreamForgeError ? error : new RetryableError('LOG_UNAVAILABLE', String(error), {}, { cause: error }));
    this.#wanted ??= wanted;
    await waitWithHeartbeats(wait(tries), clock, wanted.session).catch(() => undefined);
  }
}
