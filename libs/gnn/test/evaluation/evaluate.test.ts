import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/dataset.ts';
import { pearson, ranks, spearman } from '../../src/evaluation/correlation.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import type { Forecast } from '../../src/forecast.ts';

describe('correlation', () => {
  it('is that of the textbook', () => {
    expect(pearson([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toBeCloseTo(1, 12);
    // Anscombe's first quartet.
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    expect(pearson([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], y)).toBeCloseTo(0.81642, 5);
    expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8208, 4);
    expect([...ranks([10, 20, 10, 5])]).toEqual([2.5, 4, 2.5, 1]);
  });

  it('is null where a column never moves or has one value, never NaN', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(pearson([1], [1])).toBeNull();
    expect(pearson([], [])).toBeNull();
  });
});

// Two times of four nodes; node 3 has no features at the first, and no outcome at the second.
const dataset: Dataset = {
  nodes: ['A', 'B', 'C', 'D'], times: Float64Array.of(0, 1), channels: ['return'], history: 1, features: new Float32Array(8),
  present: Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 1),
  returns: Float32Array.of(0.01, -0.02, 0.03, 0.5, 0, -0.04, 0.02, Number.NaN),
  mean: new Float64Array(4), deviation: Float64Array.of(0.01, 0.02, 0.01, 0.01), relations: [],
  split: { train: { from: 0, to: 0 }, validation: { from: 0, to: 0 }, test: { from: 0, to: 2 }, purge: 0 },
};
const forecast: Forecast = {
  name: 'a model',
  probabilityUp: Float32Array.of(0.75, 0.25, 0.5, 1, 0.75, 0, 1, 1),
  expected: Float32Array.of(0.01, -0.02, 0.02, 9, 0, 0.02, 0.01, 9),
};

describe('scores', () => {
  it('count only samples with features and an outcome; a return of 0 and a probability of ½ are not up', () => {
    const { samples, accuracy, brier } = evaluate(dataset, forecast, { from: 0, to: 2 });
    expect(samples).toBe(6);
    expect(accuracy).toBeCloseTo(4 / 6, 12);
    expect(brier).toBeCloseTo((0.25 ** 2 + 0.25 ** 2 + 0.5 ** 2 + 0.75 ** 2 + 0 + 0) / 6, 7);
  });

  it('correlate returns in the deviations of each node, pooled and by ranks within each time', () => {
    const { ic, rankIc } = evaluate(dataset, forecast, { from: 0, to: 2 });
    expect(ic).toBeCloseTo(pearson([1, -1, 2, 0, 1, 1], [1, -1, 3, 0, -2, 2]) as number, 6);
    expect(rankIc).toBeCloseTo((1 + (spearman([0, 1, 1], [0, -2, 2]) as number)) / 2, 12);
  });

  it('are of some nodes where asked for', () => {
    expect(evaluate(dataset, forecast, { from: 0, to: 2 }, (node) => node === 1)).toMatchObject({ samples: 2, accuracy: 1, rankIc: null });
  });

  it('are null of no samples', () => {
    expect(evaluate(dataset, forecast, { from: 0, to: 0 })).toEqual({ samples: 0, accuracy: null, ic: null, rankIc: null, brier: null });
  });
});
