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

/** A part with parameters, on its own between kernels. */
export interface AttentionPart {
  readonly parameters: readonly Parameter[];
}

export const takeEdges = (engine: Engine, { rows, columns }: IncomingEdges): IncomingEdges =>
  ({ rows: takeInts(engine, rows), columns: takeInts(engine, columns) });

/** Features of edges times weights, the same at every time; empty where edges have no features. */
export interface EdgeTerms extends AttentionPart {
  /** [edge × width]. */
  forward(): Float32Array;
  /** Zeros for the gradient of what forward gave. */
  cleared(): Float32Array;
  /** Adds to the gradient of the weights. */
  backward(gradient: Float32Array): void;
}

export const edgeTerms = (engine: Engine, name: string, { columns, featureNames, features }: AttentionGraph, width: number, init: Random): EdgeTerms => {
  const { kernels } = engine;
  const inputs = featureNames.length;
  if (inputs === 0) {
    const none = engine.floats(0);
    return { parameters: [], forward: () => none, cleared: () => none, backward: () => undefined };
  }
  const edges = columns.length;
  const weight = zeroed(engine, `${name}.edge.weight`, [inputs, width], true);
  glorot(weight.value, inputs, width, init);
  const [x, terms, gradients] = [takeFloats(engine, features), engine.floats(edges * width), engine.floats(edges * width)];
  return {
    parameters: [weight],
    forward: () => {
      kernels.clear(terms, terms.length);
      kernels.matmul(x, weight.value, terms, edges, inputs, width);
      return terms;
    },
    cleared: () => {
      kernels.clear(gradients, gradients.length);
      return gradients;
    },
    backward: (gradient) => kernels.matmulOfTransposed(x, gradient, weight.gradient, edges, inputs, width),
  };
};

/** Heads side by side, or their mean, plus a bias. */
export interface MergedHeads extends AttentionPart {
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
    parameters: [bias],
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
