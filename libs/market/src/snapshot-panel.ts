/** Closes of many assets beside each other in time, with what is missing left open. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { nextExpected } from './calendar.ts';
import { logReturn } from './returns.ts';

/** Closed bars of one asset: open times ascending, and the close of each. */
export interface CloseSeries {
  readonly symbol: string;
  readonly openTimes: ArrayLike<number>;
  readonly closes: ArrayLike<number>;
}

export interface Panel {
  /** In byte order. */
  readonly symbols: readonly string[];
  /** Open times at which at least one asset has a bar, ascending. */
  readonly times: Float64Array;
  /** [time × asset]; NaN where the asset has no bar. Nothing is carried forward. */
  readonly closes: Float64Array;
  /** [time]: 1 where the time before is the bar just before, so that a return between them is that of one bar. */
  readonly follows: Uint8Array;
}

/** Which bars follow one another; without it each time follows the one before, as in markets that close for holidays. */
export interface Grid {
  readonly interval: Interval;
  readonly calendar: CalendarName;
}

/** Aligns series by their open times. Throws a RangeError when times do not ascend or a symbol comes twice. */
export const alignCloses = (series: readonly CloseSeries[], grid?: Grid): Panel => {
  const ordered = series.toSorted((a, b) => a.symbol < b.symbol ? -1 : 1);
  const symbols = ordered.map(({ symbol }) => symbol);
  if (new Set(symbols).size !== symbols.length) throw new RangeError('a symbol comes twice');
  const seen = new Set<number>();
  for (const { openTimes } of ordered) {
    for (let index = 0; index < openTimes.length; index += 1) seen.add(openTimes[index] as number);
  }
  const times = Float64Array.from(seen).toSorted();
  const closes = new Float64Array(times.length * symbols.length).fill(Number.NaN);
  for (const [asset, each] of ordered.entries()) place(each, times, closes, asset, symbols.length);
  const follows = Uint8Array.from(times, (time, row) =>
    row > 0 && (grid === undefined || nextExpected(grid.calendar, grid.interval, times[row - 1] as number) === time) ? 1 : 0);
  return { symbols, times, closes, follows };
};

const place = ({ symbol, openTimes, closes }: CloseSeries, times: Float64Array, out: Float64Array, asset: number, assets: number): void => {
  let row = 0;
  for (let index = 0; index < openTimes.length; index += 1) {
    const time = openTimes[index] as number;
    if (index > 0 && !(time > (openTimes[index - 1] as number))) throw new RangeError(`open times of ${symbol} must ascend: ${time}`);
    while ((times[row] as number) < time) row += 1;
    out[row * assets + asset] = closes[index] as number;
  }
};

/** Log returns [time × asset]; NaN where either close is missing or not positive, or where a bar lies between them. */
export const panelReturns = ({ symbols, closes, follows }: Panel): Float64Array => {
  const assets = symbols.length;
  return closes.map((close, at) => {
    if (follows[Math.floor(at / assets)] !== 1) return Number.NaN;
    return logReturn(closes[at - assets] as number, close) ?? Number.NaN;
  });
};

/** The first row at or after `time`. */
export const rowOf = (times: Float64Array, time: number): number => {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};
