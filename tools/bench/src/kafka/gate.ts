/**
 * A consumer's first batches wait here until the stopwatch runs: joining a group takes a broker some seconds, and is not what is
 * measured.
 */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  open(): void {
    this.#opened.resolve();
  }

  /** Resolves when the gate is open; rejects as soon as the batch is no longer this member's. */
  async pass(signal?: AbortSignal): Promise<void> {
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([this.#opened.promise, gone]);
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }
}
