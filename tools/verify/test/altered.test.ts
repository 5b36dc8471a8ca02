import { pearson } from '@streamforge/gnn/evaluation/correlation';
import type { Dataset } from '@streamforge/gnn/dataset';
import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { withFutureFeature, withShuffledOutcomes } from '../src/gnn/altered.ts';

const [times, nodes] = [300, 3];
const random = mulberry32(4);
const dataset: Dataset = {
  nodes: ['A', 'B', 'C'], times: Float64Array.from({ length: times }, (_, at) => at), channels: ['return'], history: 1,
  features: Float32Array.from({ length: times * nodes }, () => random() - 0.5), present: new Uint8Array(times * nodes).fill(1),
  returns: Float32Array.from({ length: times * nodes }, (_, at) => at === times * nodes - 1 ? Number.NaN : random() - 0.5),
  mean: new Float64Array(nodes), deviation: new Float64Array(nodes).fill(0.29), relations: [],
  split: { train: { from: 0, to: 150 }, validation: { from: 160, to: 200 }, test: { from: 210, to: 299 }, purge: 10 },
};

describe('shuffled outcomes', () => {
  const { returns } = withShuffledOutcomes(dataset, 1);
  const rows = (values: Float32Array, from: number, to: number): readonly string[] =>
    Array.from({ length: to - from }, (_, index) => values.subarray((from + index) * nodes, (from + index + 1) * nodes).join());

  it('are those of other times of the same window, all nodes together', () => {
    for (const { from, to } of [dataset.split.train, dataset.split.validation, dataset.split.test]) {
      expect(rows(returns, from, to).toSorted()).toEqual(rows(dataset.returns, from, to).toSorted());
      expect(rows(returns, from, to)).not.toEqual(rows(dataset.returns, from, to));
    }
    expect(rows(returns, 150, 160)).toEqual(rows(dataset.returns, 150, 160));
  });
});

describe('a feature of the future', () => {
  it('goes with the outcome, without being it, and leaves the other channels alone', () => {
    const leaking = withFutureFeature(dataset, 1);
    expect(leaking.channels).toEqual(['return', 'future']);
    expect(leaking.features.filter((_, at) => at % 2 === 0)).toEqual(dataset.features);
    const future = leaking.features.filter((_, at) => at % 2 === 1);
    expect(future.every(Number.isFinite)).toBe(true);
    expect(pearson(future.subarray(0, -1), dataset.returns.subarray(0, -1))).toSatisfy((value) => (value as number) > 0.3 && (value as number) < 0.6);
  });
});
