/** Windows of training, validation and test in the order of time, with a purge between them. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { rowOf } from './panel.ts';

/** Open times, from ≤ time < to. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface TimeWindows {
  readonly train: TimeWindow;
  readonly validation: TimeWindow;
  readonly test: TimeWindow;
}

export interface SnapshotSplit extends TimeWindows {
  /** Bars left out before validation and before test. */
  readonly purge: number;
}

/** Rows of times, from ≤ row < to. */
export interface SnapshotRows {
  readonly from: number;
  readonly to: number;
}

export type RowWindows = Readonly<Record<keyof TimeWindows, SnapshotRows>>;

/** Windows given from outside, such as a walk-forward fold’s; or where validation and test begin: as shares of all bars, or at open times. */
export type SplitChoice =
  | TimeWindows
  | { readonly validation: number; readonly test: number }
  | { readonly validationFrom: number; readonly testFrom: number };

export const defaultSplit: SplitChoice = { validation: 0.15, test: 0.2 };

/** Fewest bars of each window that say anything. */
export const fewest = { train: 50, validation: 10, test: 10 } as const;

/**
 * Splits the bars of these open times. The first `history` have no full window of returns; the last has no outcome yet, so test ends
 * before it. Throws UNIVERSE_TOO_SMALL when a window would be too short, and a RangeError when windows are not in the order of time or
 * the purge between them does not cover history + 1.
 */
export const splitTimes = (times: Float64Array, history: number, choice: SplitChoice, purge?: number): SnapshotSplit => {
  const given = 'train' in choice;
  const rows = given ? rowWindows(times, choice) : cut(times, history, choice, purge ?? history + 1);
  const gaps = given ? [rows.validation.from - rows.train.to, rows.test.from - rows.validation.to] : [];
  const between = Math.min(purge ?? (given ? Infinity : history + 1), ...gaps);
  if (between < 0) throw new RangeError('the windows of a split are not in the order of time');
  if (between < history + 1) throw new RangeError(`a purge of ${between} bars lets windows of ${history} bars and their outcome overlap`);
  for (const [window, least] of Object.entries(fewest)) {
    const { from, to } = rows[window as keyof RowWindows];
    if (to - from < least) {
      throw new StreamForgeError('UNIVERSE_TOO_SMALL',
        `${times.length} bars leave ${Math.max(0, to - from)} for ${window}, which needs ${least}`);
    }
  }
  if (given) return { train: choice.train, validation: choice.validation, test: choice.test, purge: between };
  return { ...timeWindows(times, rows), purge: between };
};

type Cut = Exclude<SplitChoice, TimeWindows>;

const cut = (times: Float64Array, history: number, choice: Cut, purge: number): RowWindows => {
  const end = times.length - 1;
  const usable = Math.max(0, end - history);
  const [validation, test] = 'validation' in choice
    ? [end - Math.round(usable * (choice.validation + choice.test)), end - Math.round(usable * choice.test)]
    : [rowOf(times, choice.validationFrom), rowOf(times, choice.testFrom)];
  return { train: { from: history, to: validation - purge }, validation: { from: validation, to: test - purge }, test: { from: test, to: end } };
};

/** The rows of windows of open times. */
export const rowWindows = (times: Float64Array, { train, validation, test }: TimeWindows): RowWindows => {
  const rows = ({ from, to }: TimeWindow): SnapshotRows => ({ from: rowOf(times, from), to: rowOf(times, to) });
  return { train: rows(train), validation: rows(validation), test: rows(test) };
};

/** The open times of windows of rows, to give them to `fitSnapshot`; a row past the last is just after the last time. */
export const timeWindows = (times: Float64Array, { train, validation, test }: RowWindows): TimeWindows => {
  const timeOf = (row: number): number => times[row] ?? (times.at(-1) ?? 0) + 1;
  const between = ({ from, to }: SnapshotRows): TimeWindow => ({ from: timeOf(from), to: timeOf(to) });
  return { train: between(train), validation: between(validation), test: between(test) };
};
