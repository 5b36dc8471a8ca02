/** Offsets of one partition, one bit each: a million take 125 kB. */
export class OffsetSet {
  readonly #from: number;
  #bits: Uint8Array;

  /** Holds offsets from ≤ offset < to; it grows when later ones are added. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#bits = new Uint8Array(Math.ceil(Math.max(0, to - from) / 8));
  }

  /** Adds an offset; one below the first is of no interest and left out. */
  add(offset: number): void {
    const at = offset - this.#from;
    if (at < 0) return;
    const index = Math.floor(at / 8);
    if (index >= this.#bits.length) this.#grow(index + 1);
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << at % 8);
  }

  has(offset: number): boolean {
    const at = offset - this.#from;
    return at >= 0 && ((this.#bits[Math.floor(at / 8)] ?? 0) & (1 << at % 8)) !== 0;
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.#bits.length * 2));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
