import { describe, expect, it } from 'vitest';
import { csrOf } from '../src/csr.ts';
import { datasetOf, type Dataset } from '../src/dataset.ts';
import { assess } from '../src/evaluation/assess.ts';
import { defaultOptions, type TrainOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { train } from '../src/train.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket();
const options: TrainOptions = { ...defaultOptions, hidden: 4, epochs: 3 };
const changed = (more: Partial<Dataset>): Dataset => ({ ...dataset, ...more });

describe('a dataset', () => {
  it.each([
    ['whose features are too few', { features: dataset.features.subarray(1) }, 'features holds'],
    ['whose marks are too many', { present: new Uint8Array(dataset.present.length + 1) }, 'present holds'],
    ['with a feature that is no number', { features: dataset.features.with(3, Number.NaN) }, 'no number'],
    ['with an infinite feature', { features: dataset.features.with(3, Number.POSITIVE_INFINITY) }, 'no number'],
    ['without returns', { channels: ['volume'] }, 'must be `return`'],
    ['that sees no step', { history: 0 }, 'history of 0 steps'],
    ['with a graph of other nodes', { relations: [{ name: 'r', edges: csrOf(3, []) }] }, 'of 3 nodes'],
    ['whose windows overlap', { split: { ...dataset.split, validation: dataset.split.train } }, 'order of time'],
  ])('%s is refused', async (_what, more, why) => {
    const refused = expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(why) });
    await expect(train(changed(more), options)).rejects.toThrow(refused);
  });

  it('with an edge to an unknown asset is refused', () => {
    const relations = [{ name: 'r', edges: [{ from: 0, to: 9, weight: 1 }] }];
    expect(() => datasetOf({ ...dataset, relations })).toThrow('names a node outside 0 to 3');
  });

  it('without a sample to learn from, or to validate on, is too small', async () => {
    for (const window of ['train', 'validation'] as const) {
      const { from, to } = dataset.split[window];
      const returns = dataset.returns.map((value, at) => at >= from * 4 && at < to * 4 ? Number.NaN : value);
      const refused = expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL', message: expect.stringContaining(window) });
      await expect(train(changed({ returns }), options)).rejects.toThrow(refused);
    }
  });

  it.each([
    ['of one asset', (): Dataset => ({ ...single(), relations: [{ name: 'lead-lag', edges: csrOf(1, []) }] })],
    ['of a graph without edges', (): Dataset => changed({ relations: [{ name: 'lead-lag', edges: csrOf(4, []) }] })],
    ['whose prices never move', (): Dataset => changed({
      features: new Float32Array(dataset.features.length), returns: new Float32Array(dataset.returns.length),
      deviation: new Float64Array(4),
    })],
    ['whose outcomes are all the same', (): Dataset => changed({ returns: new Float32Array(dataset.returns.length).fill(0.01) })],
    ['of which half is missing', (): Dataset => changed({
      present: dataset.present.map((_, at) => at % 2), returns: dataset.returns.map((value, at) => at % 3 === 0 ? Number.NaN : value),
    })],
  ])('%s is learned from and scored; what is not defined is null', async (_what, make) => {
    const data = make();
    const model = await train(data, options);
    expect([...model.weights.values()].every(({ data: values }) => values.every(Number.isFinite))).toBe(true);
    const { model: { scores }, baselines, comparison } = await assess(model, data, options);
    expect(scores.test.accuracy).toSatisfy((value) => (value as number) >= 0 && (value as number) <= 1);
    for (const { scores: each } of baselines) expect(each.test.samples).toBe(scores.test.samples);
    expect(JSON.stringify([scores, comparison])).not.toMatch(/NaN|Infinity/);
    expect(comparison.better).toBe(false);
    expect(predict(model, data).expected.every(Number.isFinite)).toBe(true);
  });

  it('says that it diverged when the learning rate is far too high', async () => {
    await expect(train(dataset, { ...options, epochs: 50, patience: 50, learningRate: 1e30 })).rejects.toThrow('diverged');
  });
});

/** Only node 0, which moves at random. */
const single = (): Dataset => {
  const pick = <T extends Float32Array | Uint8Array>(values: T, width: number): T =>
    values.filter((_, at) => Math.floor(at / width) % 4 === 0) as T;
  return {
    ...dataset, nodes: ['A'], features: pick(dataset.features, 1), present: pick(dataset.present, 1), returns: pick(dataset.returns, 1),
    mean: new Float64Array(1), deviation: new Float64Array(1).fill(0.01),
  };
};
