import { describe, expect, it } from 'vitest';
import type { FoldOptions } from '../../src/evaluation/fold.ts';
import { walkForward } from '../../src/evaluation/walk-forward.ts';

const hours = (count: number): Float64Array => Float64Array.from({ length: count }, (_, at) => at * 3_600_000);

describe('folds', () => {
  it('are those of the definition', () => {
    // 240 bars, 239 with an outcome; of the 236 that have three steps of history the last 94 are tested, 47 in each fold.
    const [one, two] = walkForward(hours(240), { folds: 2, history: 3, embargo: 2, test: 0.4 });
    expect(one?.rows).toEqual({ train: { from: 3, to: 86 }, validation: { from: 92, to: 139 }, test: { from: 145, to: 192 }, purge: 6 });
    expect(two?.rows).toEqual({ train: { from: 3, to: 133 }, validation: { from: 139, to: 186 }, test: { from: 192, to: 239 }, purge: 6 });
    expect(two).toMatchObject({ index: 1, scheme: 'expanding', horizon: 1, purge: 4, embargo: 2 });
    expect(two?.windows.test).toEqual({ from: 192 * 3_600_000, to: 239 * 3_600_000 });
  });

  it.each([
    { folds: 4, history: 5 }, { folds: 3, history: 8, embargo: 24, scheme: 'rolling' }, { folds: 7, history: 2, horizon: 3, test: 0.4, validation: 0.5 },
    { folds: 2, history: 1, purge: 30, scheme: 'rolling', test: 0.6, validation: 0.3 },
  ] satisfies readonly FoldOptions[])('of %o keep what is tested from what is learned', (options) => {
    const folds = walkForward(hours(2_000), options);
    expect(folds).toHaveLength(options.folds);
    const gap = (options.purge ?? options.history + (options.horizon ?? 1)) + (options.embargo ?? 0);
    for (const [index, { rows: { train, validation, test } }] of folds.entries()) {
      expect(train.from).toBeGreaterThanOrEqual(options.history);
      expect(validation.from - train.to).toBe(gap);
      expect(test.from - validation.to).toBe(gap);
      expect(test.from).toBe(folds[index - 1]?.rows.test.to ?? test.from);
    }
    expect(folds.at(-1)?.rows.test.to).toBe(2_000 - (options.horizon ?? 1));
    const lengths = new Set(folds.map(({ rows: { train } }) => train.to - train.from));
    if (options.scheme === 'rolling') expect(lengths.size).toBe(1);
    else expect(new Set(folds.map(({ rows: { train } }) => train.from)).size).toBe(1);
  });

  it.each([
    ['a purge that does not cover what a sample sees', { folds: 2, history: 5, purge: 5 }, 'overlap'],
    ['no fold', { folds: 0, history: 5 }, 'folds of 0'],
    ['half a fold', { folds: 1.5, history: 5 }, 'folds of 1.5'],
    ['a negative embargo', { folds: 2, history: 5, embargo: -1 }, 'embargo'],
    ['nothing to learn from', { folds: 2, history: 5, test: 1 }, 'between 0 and 1'],
  ] satisfies readonly [string, FoldOptions, string][])('are refused with %s', (_what, options, why) => {
    expect(() => walkForward(hours(500), options)).toThrow(expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(why) }));
  });

  it('need bars enough for each window', () => {
    const small = expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL', message: expect.stringMatching(/ 100 bars leave \d+ for train of fold 1 of 3/) });
    expect(() => walkForward(hours(100), { folds: 3, history: 5 })).toThrow(small);
    expect(() => walkForward(new Float64Array(0), { folds: 1, history: 5 })).toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
  });
});
