import { mulberry32 } from '@streamforge/determinism/random';
import type { Dataset } from '@streamforge/gnn/dataset';
import { typescriptEngine } from '@streamforge/gnn/kernels/typescript/engine';
import { configOf, network } from '@streamforge/gnn/network';
import { defaultOptions, layerTypes, temporalTypes, type TrainOptions } from '@streamforge/gnn/options';
import { predict } from '@streamforge/gnn/predict';
import type { TrainedModel } from '@streamforge/gnn/trained-model';
import { hasOnnxRuntime } from '@streamforge/testing/onnx-runtime';
import { describe, expect, it } from 'vitest';
import { modelFromBytes } from '../src/model-proto.ts';
import { onnxOf } from '../src/onnx-of.ts';
import { noisyMarket } from './market.ts';
import { saidByRuntime } from './runtime.ts';

/** A model whose every weight, biases and scales too, is a random number: a term that is left out shows. */
const modelOf = (dataset: Dataset, options: Partial<TrainOptions>): Pick<TrainedModel, 'config' | 'weights'> => {
  const config = configOf(dataset, { ...defaultOptions, hidden: 8, heads: 2, ...options });
  const random = mulberry32(5);
  const weights = new Map(network(config, dataset, { engine: typescriptEngine() }).parameters.map(({ name, shape, value }) =>
    [name, { shape, data: Float32Array.from({ length: value.length }, () => 1.2 * random() - 0.6) }]));
  return { config, weights };
};

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from({ length: Math.max(a.length, b.length) }, (_, at) => Math.abs((a[at] ?? Number.NaN) - (b[at] ?? Number.NaN))));

/** How far apart our forward pass and the reference runtime are, over all times and nodes. */
const apart = async (dataset: Dataset, options: Partial<TrainOptions>): Promise<number> => {
  const model = modelOf(dataset, options);
  const ours = predict(model, dataset);
  const theirs = await saidByRuntime(onnxOf(model, dataset), dataset);
  return Math.max(furthest(theirs.probabilityUp, ours.probabilityUp), furthest(theirs.expected, ours.expected));
};

const dataset = noisyMarket();

describe.skipIf(!hasOnnxRuntime)('an ONNX file, in the reference runtime,', () => {

  it.each(layerTypes)('of %s says what the model says', async (layer) => {
    expect(await apart(dataset, { layer, convolutions: 1 })).toBeLessThan(1e-4);
    expect(await apart(dataset, { layer, convolutions: 2, residual: true, layerNorm: true })).toBeLessThan(1e-4);
    expect(await apart(dataset, { layer, convolutions: 2, normalisation: 'symmetric' })).toBeLessThan(1e-4);
  });

  it.each(temporalTypes)('of a model that sees its past by %s says what the model says', async (temporal) => {
    expect(await apart(dataset, { temporal, convolutions: 1 })).toBeLessThan(1e-4);
    expect(await apart(dataset, { temporal, layer: 'gatv2', convolutions: 2, residual: true, layerNorm: true })).toBeLessThan(1e-4);
    for (const history of [1, 2, 3, 4, 9, 10]) expect(await apart({ ...dataset, history }, { temporal, convolutions: 1 })).toBeLessThan(1e-4);
  });

  it.each(layerTypes)('of %s without convolutions, without relations, or without edges says what the model says', async (layer) => {
    expect(await apart(dataset, { layer, convolutions: 0 })).toBeLessThan(1e-4);
    expect(await apart({ ...dataset, relations: [] }, { layer })).toBeLessThan(1e-4);
    expect(await apart({ ...dataset, relations: dataset.relations.slice(2) }, { layer })).toBeLessThan(1e-4);
  });

  it('takes any number of times, one too', async () => {
    const model = modelOf(dataset, {});
    const one = { ...dataset, times: dataset.times.subarray(0, 1), features: dataset.features.subarray(0, 21), present: dataset.present.subarray(0, 7), returns: dataset.returns.subarray(0, 7), split: { ...dataset.split, train: { from: 0, to: 0 }, validation: { from: 0, to: 0 }, test: { from: 0, to: 1 } } };
    const { probabilityUp } = await saidByRuntime(onnxOf(model, dataset), one);
    expect(furthest(probabilityUp, predict(model, one).probabilityUp)).toBeLessThan(1e-4);
  });

});

describe('an ONNX file', () => {
  it('is the same bytes for the same model, and says who its nodes are', () => {
    const model = modelOf(dataset, {});
    const bytes = onnxOf(model, dataset);
    expect(onnxOf(model, noisyMarket())).toEqual(bytes);
    const { metadataProps, opsetImport, graph } = modelFromBytes(bytes);
    const used = new Set(graph.node.flatMap(({ input }) => input));
    expect(graph.initializer.filter(({ name }) => !used.has(name))).toEqual([]);
    expect(opsetImport).toMatchObject([{ domain: '', version: 18n }]);
    const texts = Object.fromEntries(metadataProps.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
    expect(texts).toMatchObject({ 'streamforge.nodes': dataset.nodes, 'streamforge.config': model.config });
  });

  it('is not written of weights that are not the model’s', () => {
    const { config, weights } = modelOf(dataset, {});
    const refused = expect.objectContaining({ code: 'ARTEFACT_INVALID' });
    expect(() => onnxOf({ config, weights: new Map([...weights].slice(1)) }, dataset)).toThrow(refused);
    expect(() => onnxOf({ config, weights: new Map([...weights, ['more', { shape: [1], data: new Float32Array(1) }]]) }, dataset)).toThrow(refused);
    expect(() => onnxOf({ config: { ...config, hidden: 4 }, weights }, dataset)).toThrow(refused);
  });
});
