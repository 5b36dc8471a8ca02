import { describe, expect, it } from 'vitest';
import { drawBlocks } from '../../src/evaluation/bootstrap.ts';
import { estimateOf, figureOf, resampled } from '../../src/evaluation/estimate.ts';
import { accuracy, ic, icir, perBar, sharpe } from '../../src/evaluation/figures.ts';
import type { StudyResult } from '../../src/evaluation/study-task.ts';
import { trackOf, type Track } from '../../src/evaluation/track.ts';

const times = 100;

/** A track that is right in so many of ten at every time. */
const steady = (right: number, more: Partial<StudyResult> = {}): Track => trackOf([{
  samples: Array.from({ length: times }, () => 10), right: Array.from({ length: times }, () => right), squares: [], ic: [0.1, 0.3, null, 0.2], rankIc: [],
  gross: [0.01, 0.03, -0.01], turnover: [1, 0, 2], ...more,
} as unknown as StudyResult], 100);

describe('a figure', () => {
  it('is the mean over seeds, and its interval knows that another seed would have had another', () => {
    const draws = drawBlocks(times, { seed: 1, resamples: 400 });
    const [poor, good] = [steady(4), steady(6)];
    expect(estimateOf(resampled([poor, good], accuracy, draws, 1), draws)).toEqual({ value: 0.5, interval: { low: 0.4, high: 0.6 } });
    expect(estimateOf(resampled([good], accuracy, draws, 1), draws)).toEqual({ value: 0.6, interval: { low: 0.6, high: 0.6 } });
  });

  it('is that of the definition', () => {
    const track = steady(5);
    const four = { ...track, samples: [3, 3, 3, 3], ranked: [1, 1, 1, 1], ic: [0.1, 0.3, 0, 0.2] };
    expect(figureOf([four], ic)).toBeCloseTo(0.15, 12);
    // Deviation of .1, .3, 0 and .2.
    expect(figureOf([four], icir)).toBeCloseTo(0.15 / Math.sqrt(0.05 / 3), 12);
    // Net of 1 %: 0, .03 and −.03.
    expect(figureOf([track], perBar)).toBeCloseTo(0, 12);
    expect(figureOf([{ ...track, net: [0.01, 0.02, 0.03] }], sharpe)).toBeCloseTo(2, 9);
  });

  it('is not defined of nothing, of no correlation, or of what never changes', () => {
    const track = steady(5);
    expect(figureOf([{ ...track, samples: [], right: [] }], accuracy)).toBeNull();
    expect(figureOf([{ ...track, icKnown: false }], ic)).toBeNull();
    expect(figureOf([{ ...track, net: [0.01, 0.01, 0.01] }], sharpe)).toBeNull();
  });
});
