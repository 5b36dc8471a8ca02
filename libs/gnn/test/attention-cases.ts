/** Attention over small graphs, as the kernels see it. */
import { mulberry32 } from '@streamforge/determinism/random';
import { csrOf } from '../src/csr.ts';
import type { AttentionDropout, AttentionSizes, GatArrays, Gatv2Arrays, IncomingEdges } from '../src/kernels/attention-kernels.ts';
import { takeFloats, takeInts, type Engine } from '../src/kernels/engine.ts';
import { randomArray } from './random-array.ts';

/** Node 0 has many incoming edges, node 3 only itself, node 4 none. */
const pairs = [[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [0, 1], [2, 1], [3, 1], [1, 2], [2, 2], [3, 3]] as const;
export const graph = csrOf(5, pairs.map(([from, to]) => ({ from, to, weight: 1 })));

export interface AttentionCase {
  readonly sizes: AttentionSizes;
  /** How many features an edge has. */
  readonly features: number;
  readonly dropout: AttentionDropout;
}

const caseOf = (heads: number, channels: number, features: number, share = 0): AttentionCase =>
  ({ sizes: { times: 3, nodes: 5, heads, channels }, features, dropout: { share, seed: 77 } });

/** Sizes that are and are not multiples of the four values that SIMD takes at once. */
export const attentionCases: readonly (readonly [string, AttentionCase])[] = [
  ['one head of one channel', caseOf(1, 1, 0)],
  ['one head of seven channels, with edge features', caseOf(1, 7, 2)],
  ['three heads of five channels, with edge features and dropout', caseOf(3, 5, 3, 0.4)],
  ['two heads of eight channels, with dropout', caseOf(2, 8, 0, 0.6)],
  ['eight heads of eight channels, with edge features and dropout', caseOf(8, 8, 2, 0.3)],
  ['four heads of sixteen channels, with edge features', caseOf(4, 16, 1)],
];

const edges = graph.columns.length;

/** What one kernel is run with and leaves behind, in the memory of an engine. */
export interface AttentionRun<Arrays extends GatArrays | Gatv2Arrays> {
  readonly x: Arrays;
  readonly gradients: Arrays;
  readonly pull: Float32Array;
  readonly out: Float32Array;
  readonly shares: Float32Array;
  forward(): void;
  backward(): void;
}

/** [edge × feature] of each edge. */
export const edgeFeatures = (features: number): Float32Array => randomArray(edges * features, mulberry32(4));

const taken = (engine: Engine, features: number): IncomingEdges =>
  ({ rows: takeInts(engine, graph.rows), columns: takeInts(engine, graph.columns), features: takeFloats(engine, edgeFeatures(features)) });

export const gatRun = (engine: Engine, { sizes, features, dropout }: AttentionCase): AttentionRun<GatArrays> => {
  const random = mulberry32(5);
  const { times, nodes, heads, channels } = sizes;
  const [rows, width] = [times * nodes, heads * channels];
  const array = (length: number): Float32Array => takeFloats(engine, randomArray(length, random));
  const arrays = (make: (length: number) => Float32Array): GatArrays =>
    ({ values: make(rows * width), source: make(width), target: make(width), edges: make(features * heads) });
  const x = arrays(array);
  const gradients = arrays(engine.floats);
  const [pull, out, shares] = [array(rows * width), engine.floats(rows * width), engine.floats(times * edges * heads)];
  const scores = engine.floats(rows * 2 * heads);
  const incoming = taken(engine, features);
  return {
    x, gradients, pull, out, shares,
    forward: () => engine.kernels.gat(incoming, sizes, x, dropout, scores, shares, out),
    backward: () => engine.kernels.gatBack(incoming, sizes, x, dropout.share, scores, shares, out, pull, gradients),
  };
};

export const gatv2Run = (engine: Engine, { sizes, features, dropout }: AttentionCase): AttentionRun<Gatv2Arrays> => {
  const random = mulberry32(6);
  const { times, nodes, heads, channels } = sizes;
  const [rows, width] = [times * nodes, heads * channels];
  const array = (length: number): Float32Array => takeFloats(engine, randomArray(length, random));
  const arrays = (make: (length: number) => Float32Array): Gatv2Arrays =>
    ({ values: make(rows * 2 * width), scorer: make(width), edges: make(features * width) });
  const x = arrays(array);
  const gradients = arrays(engine.floats);
  const [pull, out, shares] = [array(rows * width), engine.floats(rows * width), engine.floats(times * edges * heads)];
  const incoming = taken(engine, features);
  return {
    x, gradients, pull, out, shares,
    forward: () => engine.kernels.gatv2(incoming, sizes, x, dropout, shares, out),
    backward: () => engine.kernels.gatv2Back(incoming, sizes, x, dropout.share, shares, out, pull, gradients),
  };
};
