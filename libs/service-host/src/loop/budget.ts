/** What a service may hold in memory at once, in records and bytes. Whoever asks for more waits, first come first served. */
export interface Claim {
  readonly records: number;
  readonly bytes: number;
}

interface Waiter {
  readonly claim: Claim;
  readonly grant: () => void;
}

export class Budget {
  readonly #most: Claim;
  readonly #waiting: Waiter[] = [];
  #records = 0;
  #bytes = 0;

  constructor(most: Claim) {
    this.#most = most;
  }

  /** Bytes of the claims that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the claim fits; a claim larger than the whole budget is granted when nothing else is held. */
  async take(claim: Claim, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#fits(claim)) return this.#hold(claim);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { claim, grant: resolve };
    const abandon = (): void => {
      const at = this.#waiting.indexOf(waiter);
      if (at === -1) return;
      this.#waiting.splice(at, 1);
      this.#grant();
      reject(signal.reason as Error);
    };
    this.#waiting.push(waiter);
    signal.addEventListener('abort', abandon, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  give(claim: Claim): void {
    this.#records -= claim.records;
    this.#bytes -= claim.bytes;
    this.#grant();
  }

  #grant(): void {
    for (let first = this.#waiting[0]; first !== undefined && this.#fits(first.claim); first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#hold(first.claim);
      first.grant();
    }
  }

  #fits({ records, bytes }: Claim): boolean {
    if (this.#records === 0) return true;
    return this.#records + records <= this.#most.records && this.#bytes + bytes <= this.#most.bytes;
  }

  #hold({ records, bytes }: Claim): void {
    this.#records += records;
    this.#bytes += bytes;
  }
}
