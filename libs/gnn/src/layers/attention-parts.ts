/** What the layers of GAT and GATv2 have in common beside their kernels. */
import type { Random } from '@streamforge/determinism/random';
import type { AttentionGraph } from '../attention-graph.ts';
import type { AttentionDropout, AttentionSizes, IncomingEdges } from '../kernels/attention-kernels.ts';
import { scratchOf, takeFloats, takeInts, type Engine } from '../kernels/engine.ts';
import { drawnSeed } from './dropout.ts';
import { glorot, zeroed, type LayerSizes, type Parameter } from './layer.ts';

export interface AttentionOptions {
  readonly heads: number;
  /** Whether heads lie side by side in the outputs, each with its part of them, or their mean goes out, as in an output layer. */
  readonly merge: 'concatenate' | 'mean';
  /** Share of the attention that a training pass leaves out. */
  readonly dropout: number;
}

/** Sizes of a layer's heads; throws a RangeError when heads do not divide the width that they lie side by side in. */
export const headsOf = ({ nodes, outputs }: LayerSizes, { heads, merge }: AttentionOptions): Omit<AttentionSizes, 'times'> => {
  if (merge === 'concatenate' && outputs % heads !== 0) throw new RangeError(`${heads} heads do not divide a width of ${outputs}`);
  return { nodes, heads, channels: merge === 'concatenate' ? outputs / heads : outputs };
};

/** Values that all heads of a layer have of a node. */
export const widthOfHeads = (sizes: LayerSizes, options: AttentionOptions): number => {
  const { heads, channels } = headsOf(sizes, options);
  return heads * channels;
};

/** The dropout of one pass: none outside of training. */
export const drawnDropout = ({ dropout: share }: AttentionOptions, random?: Random): AttentionDropout =>
  random === undefined || share === 0 ? { share: 0, seed: 0 } : { share, seed: drawnSeed(random) };

/** A graph in the memory of an engine. */
export const takeGraph = (engine: Engine, { rows, columns, features }: IncomingEdges): IncomingEdges =>
  ({ rows: takeInts(engine, rows), columns: takeInts(engine, columns), features: takeFloats(engine, features) });

/** Weights of the features of edges; of no values where edges have none. */
export const edgeWeight = (
  engine: Engine, name: string, { featureNames: { length: features } }: AttentionGraph, width: number, init: Random,
): Parameter => {
  const weight = zeroed(engine, `${name}.edge.weight`, [features, width], true);
  glorot(weight.value, features, width, init);
  return weight;
};

/** Heads side by side, or their mean, plus a bias. */
export interface MergedHeads {
  readonly bias: Parameter;
  /** Outputs of what the heads found, [row × head × channel]. */
  forward(found: Float32Array, rows: number): Float32Array;
  /** Adds to the gradient of the bias; returns the gradient of what the heads found. */
  backward(gradient: Float32Array, rows: number): Float32Array;
}

export const mergedHeads = (
  engine: Engine, name: string, { heads, channels }: Omit<AttentionSizes, 'times'>, merge: AttentionOptions['merge'],
): MergedHeads => {
  const { kernels } = engine;
  const width = merge === 'mean' ? channels : heads * channels;
  const bias = zeroed(engine, `${name}.bias`, [width], false);
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  return {
    bias,
    forward: (found, rows) => {
      const y = toY(rows * width);
      kernels.clear(y, y.length);
      kernels.addBias(bias.value, y, rows, width);
      if (merge === 'mean') kernels.meanOfHeads(found, y, rows, heads, channels);
      else kernels.add(found, y, y.length);
      return y;
    },
    backward: (gradient, rows) => {
      kernels.addRows(gradient, bias.gradient, rows, width);
      if (merge === 'concatenate') return gradient;
      const back = toBack(rows * heads * channels);
      kernels.meanOfHeadsBack(gradient, back, rows, heads, channels);
      return back;
    },
  };
};
