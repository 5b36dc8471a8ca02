/**
 * Gives each partition its turn. When many partitions wake in the same moment, their validation and handling would run back to
 * back and hold the event loop for all of them together; a turn lets timers, HTTP and heartbeats in between any two.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #pumping = false;

  /** Resolves in an event-loop turn of its own. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#pumping) this.#pump();
    });
  }

  #pump(): void {
    this.#pumping = true;
    setImmediate(() => {
      this.#waiting.shift()?.();
      if (this.#waiting.length > 0) this.#pump();
      else this.#pumping = false;
    });
  }
}
