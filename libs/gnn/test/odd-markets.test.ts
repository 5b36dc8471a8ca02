import { describe, expect, it } from 'vitest';
import { csrOf } from '../src/csr.ts';
import type { Dataset } from '../src/dataset.ts';
import { assess } from '../src/evaluation/assess.ts';
import { scoresOf } from '../src/evaluation/evaluate.ts';
import { defaultOptions, layerTypes, type TrainOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { train } from '../src/train.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket();
const changed = (more: Partial<Dataset>): Dataset => ({ ...dataset, ...more });
const optionsOf = (layer: TrainOptions['layer']): TrainOptions =>
  ({ ...defaultOptions, layer, hidden: 4, heads: 2, epochs: 4, learningRate: 0.05, residual: true, layerNorm: true, temporal: 'gru', loss: 'ranking' });

/** Only node 0, which moves at random. */
const single = (): Dataset => {
  const pick = <T extends Float32Array | Uint8Array>(values: T): T => values.filter((_, at) => at % 4 === 0) as T;
  return {
    ...dataset, nodes: ['A'], features: pick(dataset.features), present: pick(dataset.present), returns: pick(dataset.returns),
    mean: new Float64Array(1), deviation: new Float64Array(1).fill(0.01),
  };
};

const still = { features: new Float32Array(dataset.features.length), returns: new Float32Array(dataset.returns.length), deviation: new Float64Array(4) };

const markets: readonly (readonly [string, () => Dataset])[] = [
  ['of one asset', () => ({ ...single(), relations: [{ name: 'lead-lag', edges: csrOf(1, []) }] })],
  ['of a graph without edges', () => changed({ relations: [{ name: 'lead-lag', edges: csrOf(4, []) }] })],
  ['without relations', () => changed({ relations: [] })],
  ['of a graph in two parts and a node on its own', () => changed({
    relations: [{ name: 'lead-lag', edges: csrOf(4, [{ from: 0, to: 1, weight: 0.9 }, { from: 2, to: 2, weight: 0 }]) }],
  })],
  ['whose edges weigh nothing', () => changed({ relations: [{ name: 'lead-lag', edges: csrOf(4, [{ from: 0, to: 1, weight: 0 }]) }] })],
  ['whose prices never move', () => changed(still)],
  ['of which one asset never moves', () => changed({
    features: dataset.features.map((value, at) => at % 4 === 1 ? 0 : value), returns: dataset.returns.map((value, at) => at % 4 === 1 ? 0 : value),
    deviation: dataset.deviation.with(1, 0),
  })],
  ['whose outcomes are all the same', () => changed({ returns: new Float32Array(dataset.returns.length).fill(0.01) })],
  ['of which half is missing', () => changed({
    present: dataset.present.map((_, at) => at % 2), returns: dataset.returns.map((value, at) => at % 3 === 0 ? Number.NaN : value),
  })],
];

describe.each(layerTypes)('a network of %s', (layer) => {
  it.each(markets)('learns from a market %s, and says what it can', async (_what, make) => {
    const data = make();
    const model = await train(data, optionsOf(layer));
    expect([...model.weights.values()].every(({ data: values }) => values.every(Number.isFinite))).toBe(true);
    const forecast = predict(model, data);
    expect(forecast.expected.every(Number.isFinite)).toBe(true);
    expect(forecast.probabilityUp.every((value) => value >= 0 && value <= 1)).toBe(true);
    const { test } = scoresOf(data, forecast);
    expect(test.accuracy).toSatisfy((value) => (value as number) >= 0 && (value as number) <= 1);
    expect(JSON.stringify(test)).not.toMatch(/NaN|Infinity/);
  });

  it('comes to expect the only outcome there ever was', async () => {
    const rising = changed({ returns: new Float32Array(dataset.returns.length).fill(0.01) });
    const { probabilityUp } = predict(await train(rising, { ...optionsOf(layer), epochs: 20, patience: 20 }), rising);
    expect(Math.min(...probabilityUp)).toBeGreaterThan(0.9);
  });

  it('says of what never moved that it will not', async () => {
    const { expected } = predict(await train(changed(still), optionsOf(layer)), changed(still));
    expect(new Set(expected)).toEqual(new Set([0]));
  });
});

describe('an odd market', () => {
  it.each(markets)('%s is judged without numbers that are none, and never called better', async (_what, make) => {
    const data = make();
    const options: TrainOptions = { ...defaultOptions, hidden: 4, epochs: 2 };
    const { model: { scores }, baselines, comparison } = await assess(await train(data, options), data, options);
    for (const { scores: each } of baselines) expect(each.test.samples).toBe(scores.test.samples);
    expect(JSON.stringify([scores, comparison])).not.toMatch(/NaN|Infinity/);
    if (data.relations.every(({ edges }) => edges.columns.length === 0)) expect(comparison.better).toBe(false);
  });
});
