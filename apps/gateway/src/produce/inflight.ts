import { RetryableError } from '@streamforge/contracts/errors';

/** Bytes of request bodies that are held at once, over all requests: beyond the limit producers are told to wait. */
export class Inflight {
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts bytes in. Throws BACKPRESSURE when they do not fit; a body is always taken when nothing else is held. */
  take(bytes: number): void {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#limit) {
      throw new RetryableError('BACKPRESSURE', 'Too many bytes are waiting to be appended.');
    }
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}
