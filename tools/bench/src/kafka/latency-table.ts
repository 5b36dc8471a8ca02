/** Counts by whole milliseconds: exact enough for a record's millisecond stamp, and small however many there are. */
export type LatencyCounts = readonly (readonly [ms: number, count: number])[];

/** Records of the first seconds don't count: connections are made then, and code is compiled. */
export const WARM_MS = 5_000;

export class LatencyTable {
  readonly #counts = new Map<number, number>();
  #first = Infinity;

  /** Counts a record by its stamp and the time at which it was stored, both in epoch milliseconds. */
  add(stamp: number, storedAt: number): void {
    if (stamp < this.#first) this.#first = stamp;
    if (stamp < this.#first + WARM_MS) return;
    const ms = Math.max(0, Math.round(storedAt - stamp));
    this.#counts.set(ms, (this.#counts.get(ms) ?? 0) + 1);
  }

  counts(): LatencyCounts {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }
}

/** The smallest number of milliseconds within which so great a share stayed. NaN when nothing was counted. */
export const quantile = (counts: LatencyCounts, share: number): number => {
  const wanted = counts.reduce((sum, [, count]) => sum + count, 0) * share;
  let below = 0;
  for (const [ms, count] of counts) {
    below += count;
    if (below >= wanted) return ms;
  }
  return Number.NaN;
};

/** Several tables as one. */
export const together = (tables: readonly LatencyCounts[]): LatencyCounts => {
  const sums = new Map<number, number>();
  for (const [ms, count] of tables.flat()) sums.set(ms, (sums.get(ms) ?? 0) + count);
  return [...sums].toSorted(([a], [b]) => a - b);
};
