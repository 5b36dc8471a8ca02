/** A model that can be run: its layers over the edges of one dataset. */
import type { Random } from '@streamforge/determinism/random';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { normalised } from './csr.ts';
import { inputWidth, type Dataset } from './dataset.ts';
import { outputs } from './kernels/losses.ts';
import { dropout } from './layers/dropout.ts';
import { graphConvolution } from './layers/graph-convolution.ts';
import type { Layer, Parameter } from './layers/layer.ts';
import { linear } from './layers/linear.ts';
import { relu } from './layers/relu.ts';
import type { ModelConfig, TrainOptions } from './options.ts';
import { seededStream } from './seeded-stream.ts';
import type { Tensors } from './tensor.ts';

export interface Network {
  readonly parameters: readonly Parameter[];
  /** Outputs [time × node × (logit, expected return)]; valid until the next pass. With `random` a training pass. */
  forward(x: Float32Array, times: number, random?: Random): Float32Array;
  /** Sets the gradients of all parameters from that of the outputs of the last forward pass. */
  backward(gradient: Float32Array): void;
}

/** The shape of the model that these options make for this dataset. */
export const configOf = (
  { channels, history, relations }: Dataset,
  { layer, convolutions, hidden, heads, normalisation, residual, layerNorm, temporal }: TrainOptions,
): ModelConfig => ({
  layer, convolutions, hidden, heads, normalisation, residual, layerNorm, temporal, channels, history, relations: relations.map(({ name }) => name),
});

/** The part of the seed's randomness that draws first weights; epochs count from 1. */
const FIRST_WEIGHTS = 0;

/** What a network needs to train; to predict the defaults will do, since its weights are then put in. */
export interface NetworkOptions {
  /** Shares that training passes leave out; default 0. */
  readonly dropout?: number;
  readonly attentionDropout?: number;
  /** Of the first weights; default 1. */
  readonly seed?: number;
}

/** A network with first weights drawn from the seed. */
export const network = (config: ModelConfig, { nodes, relations }: Dataset, { dropout: share = 0, seed = 1 }: NetworkOptions = {}): Network => {
  if (config.layer !== 'gcn' || config.temporal !== 'none') throw new RangeError(`no network of ${config.layer} and ${config.temporal} yet`);
  const init = seededStream(seed, FIRST_WEIGHTS);
  const propagations = relations.map(({ name, edges }) => ({ name, matrix: normalised(edges, config.normalisation) }));
  const layers: Layer[] = [];
  let width = inputWidth(config);
  for (let index = 0; index < config.convolutions; index += 1) {
    layers.push(graphConvolution(`convolutions.${index}`, nodes.length, width, config.hidden, propagations, init), relu(), dropout(share));
    width = config.hidden;
  }
  layers.push(linear('output', nodes.length, width, outputs, init));
  const parameters = layers.flatMap((layer) => layer.parameters);

  return {
    parameters,
    forward: (x, times, random) => layers.reduce((values, layer) => layer.forward(values, times, random), x),
    backward: (gradient) => {
      for (const each of parameters) each.gradient.fill(0);
      let back: Float32Array | undefined = gradient;
      for (const [index, layer] of [...layers.entries()].toReversed()) {
        if (back !== undefined) back = layer.backward(back, index === 0);
      }
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
