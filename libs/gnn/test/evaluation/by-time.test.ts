import { describe, expect, it } from 'vitest';
import { binOf, calibrationErrorOf, reliabilityBins } from '../../src/evaluation/calibration.ts';
import { correlationOf, momentsOf, scoredByTime } from '../../src/evaluation/by-time.ts';
import { pearson } from '../../src/evaluation/correlation.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { stretchOf, lastOfEach, meanOfEach } from '../../src/evaluation/series.ts';
import { coins } from '../coins.ts';

describe('scores by time', () => {
  const dataset = coins(60, 5, { seed: 2 });
  const forecast = { name: 'm', probabilityUp: dataset.features.map((value) => 0.5 + value / 2), expected: dataset.features.map((value) => value / 100) };
  const rows = { from: 10, to: 60 };

  it('add up to those of the whole window', () => {
    const { samples, right, squares, rankIc, moments } = scoredByTime(dataset, forecast, rows, 10);
    const whole = evaluate(dataset, forecast, rows);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(sum(samples)).toBe(whole.samples);
    expect(sum(right) / sum(samples)).toBeCloseTo(whole.accuracy as number, 12);
    expect(sum(squares) / sum(samples)).toBeCloseTo(whole.brier as number, 12);
    expect(sum(rankIc.map((value) => value ?? 0)) / 50).toBeCloseTo(whole.rankIc as number, 12);
    expect(correlationOf([moments])).toBeCloseTo(whole.ic as number, 12);
  });

  it('correlate across the nodes of each time, and not where there are fewer than three', () => {
    const few = { ...dataset, present: dataset.present.map((_, at) => Math.floor(at / 5) === 10 && at % 5 > 1 ? 0 : 1) };
    const { ic, rankIc, samples } = scoredByTime(few, forecast, rows, 10);
    expect([samples[0], ic[0], rankIc[0]]).toEqual([2, null, null]);
    const of = (values: Float32Array): readonly number[] => [...values.subarray(11 * 5, 12 * 5)];
    expect(ic[1]).toBeCloseTo(pearson(of(dataset.features), of(dataset.returns)) as number, 6);
  });

  it('find nothing in a forecast of nothing but means, however they are rounded', () => {
    const mean = Float64Array.from({ length: 5 }, (_, node) => 0.1 / (node + 3));
    const means = { ...forecast, expected: Float32Array.from(dataset.returns, (_, at) => mean[at % 5] as number) };
    const { ic, rankIc, moments } = scoredByTime({ ...dataset, mean }, means, rows, 10);
    expect([...ic, ...rankIc].every((value) => value === null)).toBe(true);
    expect(correlationOf([moments])).toBeNull();
  });

  it('correlate as their sums do, whatever they are added to', () => {
    const [x, y] = [[1, 2, 4, 3, 9, 1], [0.5, 2, 3, 3.5, 7, 2]];
    const parts = [momentsOf(x.slice(0, 2), y.slice(0, 2)), momentsOf(x.slice(2), y.slice(2))];
    expect(correlationOf(parts)).toBeCloseTo(pearson(x, y) as number, 12);
    expect(correlationOf([momentsOf([0.1, 0.1, 0.1], [1, 2, 3])])).toBeNull();
    expect(correlationOf([momentsOf([1], [2])])).toBeNull();
  });
});

describe('calibration', () => {
  it('puts what was said beside what came, by bins', () => {
    expect([0, 0.099, 0.1, 0.5, 0.999, 1].map((value) => binOf(value, 10))).toEqual([0, 0, 1, 5, 9, 9]);
    // Ten samples of 25 % of which four came true, thirty of 75 % of which eighteen did: (10 · .15 + 30 · .15) / 40.
    const one = { reliability: { samples: [10, 10], said: [2.5, 7.5], came: [4, 6] } };
    const other = { reliability: { samples: [0, 20], said: [0, 15], came: [0, 12] } };
    const bins = reliabilityBins([one, other]);
    expect(bins).toEqual([
      { from: 0, to: 0.5, samples: 10, said: 0.25, came: 0.4 }, { from: 0.5, to: 1, samples: 30, said: 0.75, came: 0.6 },
    ]);
    expect(calibrationErrorOf(bins)).toBeCloseTo(0.15, 12);
  });

  it('is not defined of nothing', () => {
    const bins = reliabilityBins([{ reliability: { samples: [0, 0], said: [0, 0], came: [0, 0] } }]);
    expect(bins[1]).toEqual({ from: 0.5, to: 1, samples: 0, said: null, came: null });
    expect(calibrationErrorOf(bins)).toBeNull();
    expect(calibrationErrorOf([])).toBeNull();
  });
});

describe('a curve', () => {
  it('has a thousand points at most, and loses neither end nor what is unknown', () => {
    expect([stretchOf(0), stretchOf(1_000), stretchOf(1_001), stretchOf(2_500)]).toEqual([1, 1, 2, 3]);
    expect(lastOfEach([1, 2, 3, 4, 5], 2)).toEqual([2, 4, 5]);
    expect(meanOfEach([1, 2, null, 4, null], 2)).toEqual([1.5, 4, null]);
  });
});
