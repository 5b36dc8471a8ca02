/**
 * Guards against dead-lettering a whole topic because of one bug: counts unexpected failures among the last 10,000 records and says
 * when there are at least ten and more than one in a hundred.
 */
export class FailureRate {
  static readonly window = 10_000;
  static readonly least = 10;
  static readonly share = 0.01;

  /** Counts of records seen at each failure still inside the window, oldest first. */
  readonly #failures: number[] = [];
  #seen = 0;

  succeeded(records: number): void {
    this.#seen += records;
    this.#forget();
  }

  failed(): void {
    this.#seen += 1;
    this.#failures.push(this.#seen);
    this.#forget();
  }

  /** True when one more failure makes too many. */
  get exhausted(): boolean {
    const considered = Math.min(this.#seen + 1, FailureRate.window);
    const failures = this.#failures.length + 1;
    return failures >= FailureRate.least && failures > considered * FailureRate.share;
  }

  #forget(): void {
    const oldest = this.#seen - FailureRate.window;
    while (this.#failures[0] !== undefined && this.#failures[0] <= oldest) this.#failures.shift();
  }
}
