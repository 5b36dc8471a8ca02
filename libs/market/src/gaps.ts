/** Finds the bars that are missing between the first and the last of a series, in one pass and bounded memory. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { expectedBetween, nextExpected } from './calendar.ts';

/** One gap: the expected bars that are missing at or after `from` and before `to`, which is the open of the next bar there is. */
export interface GapRange {
  readonly from: number;
  readonly to: number;
  /** Expected bars that are missing in it. */
  readonly missing: number;
}

export interface GapReport {
  /** Bars there are. */
  readonly bars: number;
  /** Open time of the first and the last of them; absent when there are none. */
  readonly first?: number;
  readonly last?: number;
  /** Stretches of missing bars. */
  readonly gaps: number;
  /** Missing bars in all of them. */
  readonly missing: number;
  /** Missing bars of the longest. */
  readonly longest: number;
  /** The gaps from the earliest on, at most as many as were asked for. */
  readonly ranges: readonly GapRange[];
  /** Whether there are more gaps than `ranges` lists. */
  readonly truncated: boolean;
}

/** Gaps listed unless told otherwise. */
const LISTED = 1_000;

/** Finds gaps page by page; lists the first `listed` of them. */
export class GapFinder {
  readonly #interval: Interval;
  readonly #calendar: CalendarName;
  readonly #listed: number;
  readonly #ranges: GapRange[] = [];
  #bars = 0;
  #gaps = 0;
  #missing = 0;
  #longest = 0;
  #first = Number.NaN;
  #last = Number.NEGATIVE_INFINITY;
  /** The open that is expected after the last. */
  #due = Number.NaN;

  constructor(interval: Interval, calendar: CalendarName, listed = LISTED) {
    this.#interval = interval;
    this.#calendar = calendar;
    this.#listed = listed;
  }

  /** Takes the next open times, ascending; one that repeats the last is not counted. Throws a RangeError when one goes back. */
  push(openTimes: ArrayLike<number>): void {
    for (let index = 0; index < openTimes.length; index += 1) this.#take(openTimes[index] as number);
  }

  /** What was found so far; more may be pushed after. */
  finish(): GapReport {
    return {
      bars: this.#bars,
      ...(this.#bars === 0 ? {} : { first: this.#first, last: this.#last }),
      gaps: this.#gaps,
      missing: this.#missing,
      longest: this.#longest,
      ranges: [...this.#ranges],
      truncated: this.#gaps > this.#ranges.length,
    };
  }

  #take(openTime: number): void {
    if (openTime === this.#last) return;
    if (!(openTime > this.#last)) throw new RangeError(`open times must ascend: ${openTime} came after ${this.#last}`);
    if (this.#bars === 0) this.#first = openTime;
    else if (openTime !== this.#due) this.#note(this.#due, openTime);
    this.#bars += 1;
    this.#last = openTime;
    this.#due = nextExpected(this.#calendar, this.#interval, openTime);
  }

  #note(from: number, to: number): void {
    const missing = expectedBetween(this.#calendar, this.#interval, from, to);
    if (missing === 0) return;
    this.#gaps += 1;
    this.#missing += missing;
    this.#longest = Math.max(this.#longest, missing);
    if (this.#ranges.length < this.#listed) this.#ranges.push({ from, to, missing });
  }
}

/** Open times of one series, ascending, in pages, such as a store's `scanOrders` gives. */
export type OpenTimePages = AsyncIterable<ArrayLike<number>> | Iterable<ArrayLike<number>>;

/** Finds the gaps of a series, and lists the first `listed` of them; all are counted. */
export const findGaps = async (
  pages: OpenTimePages, interval: Interval, calendar: CalendarName, listed = LISTED,
): Promise<GapReport> => {
  const finder = new GapFinder(interval, calendar, listed);
  for await (const page of pages) finder.push(page);
  return finder.finish();
};
