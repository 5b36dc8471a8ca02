import type { VersionedEntry } from '../port.ts';

/** What a batch brings to one series, were all its keys free. */
export interface BatchTally {
  readonly series: number;
  live: number;
  deleted: number;
  /** Infinity without a live entry. */
  first: number;
  /** -Infinity without one. */
  last: number;
}

/** The tally of each series of a batch, by its number: the order in which series are locked. */
export const talliesOf = (entries: readonly VersionedEntry[], seriesNumbers: ReadonlyMap<string, number>): readonly BatchTally[] => {
  const tallies = new Map<string, BatchTally>();
  for (const { series, order, body } of entries) {
    let tally = tallies.get(series);
    if (tally === undefined) {
      tallies.set(series, tally = { series: seriesNumbers.get(series) ?? 0, live: 0, deleted: 0, first: Infinity, last: -Infinity });
    }
    if (body === null) {
      tally.deleted += 1;
      continue;
    }
    tally.live += 1;
    if (order < tally.first) tally.first = order;
    if (order > tally.last) tally.last = order;
  }
  return [...tallies.values()].toSorted((left, right) => left.series - right.series);
};
