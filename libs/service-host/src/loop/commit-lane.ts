import { RetryableError } from '@streamforge/contracts/errors';
import type { BatchSession } from '@streamforge/event-log/port';
import { waitWithHeartbeats, type AttemptContext } from './attempt.ts';

/**
 * Commits a partition's position behind the work: the next batch need not wait for it, and only the newest position is written when
 * several are due. A commit that the log can't take now is tried again; one that came too late (the partition moved on) is dropped.
 */
export class CommitLane {
  readonly #context: Pick<AttemptContext, 'clock' | 'wait'>;
  #wanted: { readonly offset: number; readonly session: BatchSession } | undefined;
  #running: Promise<void> | undefined;

  constructor(context: Pick<AttemptContext, 'clock' | 'wait'>) {
    this.#context = context;
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
      const { offset, session } = this.#wanted;
      this.#wanted = undefined;
      try {
        await session.commit(offset);
        tries = 0;
      } catch (error) {
        if (!(error instanceof RetryableError) || session.signal.aborted) continue;
        this.#wanted ??= { offset, session };
        const { signal } = session;
        await waitWithHeartbeats(this.#context.wait(tries), { clock: this.#context.clock, signal, heartbeat: () => session.heartbeat() })
          .catch(() => undefined);
      }
    }
    this.#running = undefined;
  }
}
