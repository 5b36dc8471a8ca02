/**
 * The last `size` numbers. Mean and deviation are computed over them anew each time, from the oldest on, so they carry no rounding
 * from numbers long gone, and depend on nothing but what the window holds. Distances from the oldest are summed instead of the
 * numbers themselves: that keeps digits, and a constant series has a deviation of exactly zero.
 */
export class RollingWindow {
  readonly #values: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  /** Takes the next number, in place of the oldest once full; says whether it is full. */
  push(value: number): boolean {
    this.#values[this.#count % this.#values.length] = value;
    this.#count += 1;
    return this.#count >= this.#values.length;
  }

  /** Forgets all numbers. */
  clear(): void {
    this.#count = 0;
  }

  /** Mean of a full window. */
  mean(): number {
    const oldest = this.#at(0);
    return oldest + this.#sum((value) => value - oldest) / this.#values.length;
  }

  /** Standard deviation of a full window; `lost` degrees of freedom: 0 for a population, 1 for a sample. */
  deviation(lost: 0 | 1): number {
    const mean = this.mean();
    return Math.sqrt(this.#sum((value) => (value - mean) ** 2) / (this.#values.length - lost));
  }

  /** Counted from the oldest on. */
  #at(index: number): number {
    return this.#values[(this.#count + index) % this.#values.length] as number;
  }

  #sum(of: (value: number) => number): number {
    let sum = 0;
    for (let index = 0; index < this.#values.length; index += 1) sum += of(this.#at(index));
    return sum;
  }
}
