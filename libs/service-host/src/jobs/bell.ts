import type { Clock } from '@streamforge/determinism/clock';

/** Wakes those who wait, so that what happens in this process is not found by asking again and again. */
export class Bell {
  #waiting = Promise.withResolvers<void>();

  ring(): void {
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers();
  }

  /** Resolves at the next ring, or after `ms`. Rejects when the signal aborts. */
  async wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const slept = clock.sleep(ms, AbortSignal.any([signal, over.signal]));
    slept.catch(() => undefined);
    try {
      await Promise.race([this.#waiting.promise, slept]);
    } finally {
      over.abort();
    }
  }
}
