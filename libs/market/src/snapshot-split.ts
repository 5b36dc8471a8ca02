/** Windows of training, validation and test in the order of time, with a purge between them. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { rowOf } from './snapshot-panel.ts';

/** Open times, from ≤ time < to. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface SnapshotSplit {
  readonly train: TimeWindow;
  readonly validation: TimeWindow;
  readonly test: TimeWindow;
  /** Bars left out before validation and before test. */
  readonly purge: number;
}

/** Where validation and test begin: as shares of all bars that they take, or at open times. */
export type SplitChoice =
  | { readonly validation: number; readonly test: number }
  | { readonly validationFrom: number; readonly testFrom: number };

export const defaultSplit: SplitChoice = { validation: 0.15, test: 0.2 };

/** Fewest bars of each window that say anything. */
export const fewest = { train: 50, validation: 10, test: 10 } as const;

/**
 * Splits the bars of these open times. The first `history` have no full window of returns; the last has no outcome yet, so test ends
 * before it. Throws UNIVERSE_TOO_SMALL when a window would be too short, and a RangeError when the purge does not cover history + 1.
 */
export const splitTimes = (times: Float64Array, history: number, choice: SplitChoice, purge = history + 1): SnapshotSplit => {
  if (purge < history + 1) throw new RangeError(`a purge of ${purge} bars lets windows of ${history} bars and their outcome overlap`);
  const end = times.length - 1;
  const usable = Math.max(0, end - history);
  const [validation, test] = 'validation' in choice
    ? [end - Math.round(usable * (choice.validation + choice.test)), end - Math.round(usable * choice.test)]
    : [rowOf(times, choice.validationFrom), rowOf(times, choice.testFrom)];
  const rows = { train: [history, validation - purge], validation: [validation, test - purge], test: [test, end] } as const;
  for (const [window, least] of Object.entries(fewest)) {
    const [from, to] = rows[window as keyof typeof rows];
    if (to - from < least) {
      throw new StreamForgeError('UNIVERSE_TOO_SMALL',
        `${times.length} bars leave ${Math.max(0, to - from)} for ${window}, which needs ${least}`);
    }
  }
  const between = ([from, to]: readonly [number, number]): TimeWindow => ({ from: times[from] as number, to: times[to] as number });
  return { train: between(rows.train), validation: between(rows.validation), test: between(rows.test), purge };
};
