/** Bars of many assets beside each other in time, with what is missing left open. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { nextExpected } from '../calendar.ts';
import { logReturn } from '../returns.ts';

/** What a bar has besides its close. */
export const barFields = ['opens', 'highs', 'lows', 'volumes'] as const;
export type BarField = (typeof barFields)[number];

/** Closed bars of one asset: open times ascending, and of each bar the close and what else is known. */
export interface BarSeries extends Partial<Readonly<Record<BarField, ArrayLike<number>>>> {
  readonly symbol: string;
  readonly openTimes: ArrayLike<number>;
  readonly closes: ArrayLike<number>;
}

/** Each column is [time × asset], NaN where the asset has no bar. Nothing is carried forward. A column that no series has is absent. */
export interface Panel extends Partial<Readonly<Record<BarField, Float64Array>>> {
  /** In byte order. */
  readonly symbols: readonly string[];
  /** Open times at which at least one asset has a bar, ascending. */
  readonly times: Float64Array;
  readonly closes: Float64Array;
  /** [time]: 1 where the time before is the bar just before, so that a return between them is that of one bar. */
  readonly follows: Uint8Array;
}

/** Which bars follow one another; without it each time follows the one before, as in markets that close for holidays. */
export interface Grid {
  readonly interval: Interval;
  readonly calendar: CalendarName;
}

/** Aligns series by their open times. Throws a RangeError when times do not ascend, a symbol comes twice or a column is too short. */
export const alignBars = (series: readonly BarSeries[], grid?: Grid): Panel => {
  const ordered = series.toSorted((a, b) => a.symbol < b.symbol ? -1 : 1);
  const symbols = ordered.map(({ symbol }) => symbol);
  if (new Set(symbols).size !== symbols.length) throw new RangeError('a symbol comes twice');
  const times = timesOf(ordered);
  const rows = ordered.map((each) => rowsOf(each, times));
  const column = (field: BarField | 'closes'): Float64Array => {
    const out = new Float64Array(times.length * symbols.length).fill(Number.NaN);
    for (const [asset, each] of ordered.entries()) {
      const values = each[field];
      if (values === undefined) continue;
      const places = rows[asset] as Int32Array;
      if (values.length !== places.length) throw new RangeError(`${field} of ${each.symbol} are ${values.length}, not ${places.length}`);
      for (let index = 0; index < places.length; index += 1) out[(places[index] as number) * symbols.length + asset] = values[index] as number;
    }
    return out;
  };
  const follows = Uint8Array.from(times, (time, row) =>
    row > 0 && (grid === undefined || nextExpected(grid.calendar, grid.interval, times[row - 1] as number) === time) ? 1 : 0);
  const others = barFields.filter((field) => ordered.some((each) => each[field] !== undefined)).map((field) => [field, column(field)]);
  return { symbols, times, closes: column('closes'), follows, ...Object.fromEntries(others) as Partial<Record<BarField, Float64Array>> };
};

/** All open times, each once, ascending. */
const timesOf = (series: readonly BarSeries[]): Float64Array => {
  const seen = new Set<number>();
  for (const { openTimes } of series) {
    for (let index = 0; index < openTimes.length; index += 1) seen.add(openTimes[index] as number);
  }
  return Float64Array.from(seen).toSorted();
};

/** The row of each bar. */
const rowsOf = ({ symbol, openTimes }: BarSeries, times: Float64Array): Int32Array => {
  const rows = new Int32Array(openTimes.length);
  let row = 0;
  for (let index = 0; index < openTimes.length; index += 1) {
    const time = openTimes[index] as number;
    if (!(time > (index === 0 ? -Infinity : openTimes[index - 1] as number))) throw new RangeError(`open times of ${symbol} must ascend: ${time}`);
    while ((times[row] as number) < time) row += 1;
    rows[index] = row;
  }
  return rows;
};

/** The panel of these assets in this order; one that it lacks is missing throughout. */
export const ofAssets = (panel: Panel, symbols: readonly string[]): Panel => {
  if (symbols.length === panel.symbols.length && symbols.every((symbol, asset) => symbol === panel.symbols[asset])) return panel;
  const places = symbols.map((symbol) => panel.symbols.indexOf(symbol));
  return withColumns({ ...panel, symbols }, panel, (column) => {
    const out = new Float64Array(panel.times.length * symbols.length).fill(Number.NaN);
    for (const [asset, place] of places.entries()) {
      if (place < 0) continue;
      for (let row = 0; row < panel.times.length; row += 1) out[row * symbols.length + asset] = column[row * panel.symbols.length + place] as number;
    }
    return out;
  });
};

/** The bars of a panel before a row, as a view: who is given it can't know what came after. */
export const untilRow = (panel: Panel, row: number): Panel => withColumns(
  { ...panel, times: panel.times.subarray(0, row), follows: panel.follows.subarray(0, row) }, panel,
  (column) => column.subarray(0, row * panel.symbols.length),
);

/** A panel whose columns are made of those of another. */
export const withColumns = (shape: Panel, { closes, opens, highs, lows, volumes }: Panel, of: (column: Float64Array) => Float64Array): Panel => ({
  ...shape,
  closes: of(closes),
  ...opens && { opens: of(opens) },
  ...highs && { highs: of(highs) },
  ...lows && { lows: of(lows) },
  ...volumes && { volumes: of(volumes) },
});

/** Log returns [time × asset]; NaN where either close is missing or not positive, or where a bar lies between them. */
export const panelReturns = ({ symbols, closes, follows }: Panel): Float64Array => {
  const assets = symbols.length;
  const returns = new Float64Array(closes.length).fill(Number.NaN);
  for (let row = 1; row < follows.length; row += 1) {
    if (follows[row] !== 1) continue;
    for (let at = row * assets; at < (row + 1) * assets; at += 1) {
      returns[at] = logReturn(closes[at - assets] as number, closes[at] as number) ?? Number.NaN;
    }
  }
  return returns;
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
