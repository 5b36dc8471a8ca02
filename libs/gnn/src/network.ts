/** A model that can be run: its layers over the edges of one dataset. */
import type { Random } from '@streamforge/determinism/random';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Dataset } from './dataset.ts';
import { openEngine, type Engine } from './kernels/engine.ts';
import type { Parameter } from './layers/layer.ts';
import { layersOf } from './network-layers.ts';
import type { ModelConfig, TrainOptions } from './options.ts';
import { seededStream } from './seeded-stream.ts';
import type { Tensors } from './tensor.ts';

export interface Network {
  readonly engine: Engine;
  readonly parameters: readonly Parameter[];
  /** Outputs [time × node × (logit, expected return)]; valid until the next pass. With `random` a training pass. */
  forward(x: Float32Array, times: number, random?: Random): Float32Array;
  /** Adds to the gradients of all parameters, by that of the outputs of the last forward pass. */
  backward(gradient: Float32Array): void;
  /** Sets the gradients of all parameters to 0. */
  clear(): void;
}

/** The shape of the model that these options make for this dataset. */
export const configOf = (
  { channels, history, relations }: Pick<Dataset, 'channels' | 'history' | 'relations'>,
  { layer, convolutions, hidden, heads, normalisation, residual, layerNorm, temporal }: TrainOptions,
): ModelConfig => ({
  layer, convolutions, hidden, heads, normalisation, residual, layerNorm, temporal, channels, history, relations: relations.map(({ name }) => name),
});

/** The part of the seed's randomness that draws first weights; epochs count from 1. */
const FIRST_WEIGHTS = 0;

/** What a network needs to train; to predict the defaults will do, since its weights are then put in. */
export interface NetworkOptions {
  /** Whose memory and kernels it takes; default a fresh one. */
  readonly engine?: Engine;
  /** Shares that training passes leave out; default 0. */
  readonly dropout?: number;
  readonly attentionDropout?: number;
  /** Of the first weights; default 1. */
  readonly seed?: number;
}

/** A network with first weights drawn from the seed. */
export const network = (
  config: ModelConfig, dataset: Pick<Dataset, 'nodes' | 'relations'>,
  { engine = openEngine(), dropout = 0, attentionDropout = 0, seed = 1 }: NetworkOptions = {},
): Network => {
  const layers = layersOf(engine, config, dataset, { dropout, attentionDropout, init: seededStream(seed, FIRST_WEIGHTS) });
  const parameters = layers.flatMap((layer) => layer.parameters);

  return {
    engine,
    parameters,
    forward: (x, times, random) => layers.reduce((values, layer) => layer.forward(values, times, random), x),
    backward: (gradient) => {
      let back: Float32Array | undefined = gradient;
      for (const [index, layer] of [...layers.entries()].toReversed()) {
        if (back !== undefined) back = layer.backward(back, index === 0);
      }
    },
    clear: () => {
      for (const { gradient } of parameters) engine.kernels.clear(gradient, gradient.length);
    },
  };
};

/** The weights of a network, copied. */
export const weightsOf = ({ parameters }: Network): Tensors =>
  new Map(parameters.map(({ name, shape, value }) => [name, { shape, data: Float32Array.from(value) }]));

/** Puts weights into a network. Throws ARTEFACT_INVALID unless names, shapes and values are those of its parameters. */
export const setWeights = ({ parameters }: Network, weights: Tensors): void => {
  const surplus = [...weights.keys()].filter((name) => !parameters.some((each) => each.name === name));
  if (surplus.length > 0) throw invalid(`the model has no weights named ${surplus.join(', ')}`);
  for (const { name, shape, value } of parameters) {
    const tensor = weights.get(name);
    if (tensor === undefined) throw invalid(`the weights ${name} are missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw invalid(`the weights ${name} are [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    if (!tensor.data.every(Number.isFinite)) throw invalid(`the weights ${name} hold a value that is no number`);
    value.set(tensor.data);
  }
};

const invalid = (why: string): StreamForgeError => new StreamForgeError('ARTEFACT_INVALID', why);
