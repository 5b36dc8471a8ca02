import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Rows, Split, Window } from '../dataset.ts';
import type { Fold, FoldOptions, FoldWindow } from './fold.ts';

/** Fewest rows of each window that say anything. */
const fewest: Readonly<Record<Window, number>> = { train: 50, validation: 10, test: 10 };

/**
 * Folds over these open times. Test windows follow one another to the last row with an outcome; before each lie validation and training,
 * a gap of purge and embargo between any two. The first row with a whole history is the first that any fold uses.
 * Source: Pardo, Design, testing and optimization of trading systems (1992), for walking forward; López de Prado, Advances in financial
 * machine learning (2018), chapter 7, for purge and embargo.
 * Throws UNIVERSE_TOO_SMALL when a window would be too short, and a RangeError for options that contradict themselves.
 */
export const walkForward = (times: Float64Array, options: FoldOptions): readonly Fold[] => {
  const { folds, scheme = 'expanding', history, horizon = 1, embargo = 0, test: share = 0.5, validation: ratio = 1 } = options;
  const purge = options.purge ?? history + horizon;
  check(options, purge);
  const gap = purge + embargo;
  const end = times.length - horizon;
  const tested = Math.max(0, Math.floor((end - history) * share));
  const firstTest = end - tested;
  const length = Math.floor(tested / folds);
  const validated = Math.round(length * ratio);
  const trained = firstTest - 2 * gap - validated - history;
  return Array.from({ length: folds }, (_, index): Fold => {
    const from = firstTest + index * length;
    const test = { from, to: index === folds - 1 ? end : from + length };
    const validation = { from: from - gap - validated, to: from - gap };
    const to = validation.from - gap;
    const rows: Split = { train: { from: scheme === 'rolling' ? to - trained : history, to }, validation, test, purge: gap };
    for (const window of ['train', 'validation', 'test'] as const) {
      const has = rows[window].to - rows[window].from;
      if (has >= fewest[window]) continue;
      throw new StreamForgeError('UNIVERSE_TOO_SMALL',
        `${times.length} bars leave ${Math.max(0, has)} for ${window} of fold ${index + 1} of ${folds}, which needs ${fewest[window]}`);
    }
    const windows = { train: between(times, rows.train), validation: between(times, validation), test: between(times, test) };
    return { index, scheme, rows, windows, horizon, purge, embargo };
  });
};

const between = (times: Float64Array, { from, to }: Rows): FoldWindow => ({ from: times[from] as number, to: times[to] as number });

const check = ({ folds, history, horizon = 1, embargo = 0, test = 0.5, validation = 1 }: FoldOptions, purge: number): void => {
  const whole = { folds, history, horizon, 'embargo + 1': embargo + 1 };
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} of ${value}: it must be a whole number above 0`);
  }
  if (!Number.isInteger(purge) || purge < history + horizon) {
    throw new RangeError(`a purge of ${purge} bars lets windows of ${history} bars and outcomes of ${horizon} overlap`);
  }
  if (!(test > 0 && test < 1)) throw new RangeError(`test windows of ${test} of all rows: it must lie between 0 and 1`);
  if (!(validation > 0)) throw new RangeError(`a validation window of ${validation} test windows: it must be more than 0`);
};
