import type { Interval } from '@streamforge/contracts/interval';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import { openAt, ordinalOf } from '@streamforge/market/interval';

/** Windows to make anew, by the open time of their last bar, and the bars they need; times in epoch milliseconds. */
export interface ChangedRange {
  /** Open time of the first window's last bar. */
  readonly first: number;
  /** Open time of the last window's last bar. */
  readonly last: number;
  /** First bar to read. */
  readonly from: number;
  /** The bars to read open before it. */
  readonly to: number;
  /** How many bars there can be: a store makes no more room than that. */
  readonly limit: number;
}

/** Most windows of a range: making them takes about two milliseconds, and then others get their turn. */
const MOST_WINDOWS = 256;

/**
 * The windows that hold one of these bars or are followed by it: those that end from one bar before it to 31 bars after it, each in one
 * range. A long run of them is several ranges.
 */
export const changedRanges = (interval: Interval, openTimes: readonly number[]): readonly ChangedRange[] => {
  const ordinals = openTimes.map((openTime) => ordinalOf(interval, openTime)).toSorted((a, b) => a - b);
  const runs: { first: number; last: number }[] = [];
  for (const ordinal of ordinals) {
    const run = runs.at(-1);
    if (run !== undefined && ordinal - 1 <= run.last + 1) run.last = ordinal + WINDOW_BARS - 1;
    else runs.push({ first: ordinal - 1, last: ordinal + WINDOW_BARS - 1 });
  }
  return runs.flatMap(({ first, last }) => {
    const ranges: ChangedRange[] = [];
    for (let begin = first; begin <= last; begin += MOST_WINDOWS) ranges.push(rangeOf(interval, begin, Math.min(last, begin + MOST_WINDOWS - 1)));
    return ranges;
  });
};

const rangeOf = (interval: Interval, first: number, last: number): ChangedRange => ({
  first: openAt(interval, first),
  last: openAt(interval, last),
  from: openAt(interval, first - WINDOW_BARS + 1),
  to: openAt(interval, last + 2),
  limit: last + 2 - (first - WINDOW_BARS + 1),
});
