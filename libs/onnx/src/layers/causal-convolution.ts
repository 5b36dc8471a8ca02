import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';
import { linear } from './linear.ts';

export interface Convolved {
  /** Steps and channels that come in. */
  readonly steps: number;
  readonly inputs: number;
  /** Steps that go out. */
  readonly outSteps: number;
  /** Steps that one output sees, and steps between two outputs. */
  readonly taps: number;
  readonly stride: number;
}

/** Windows of the past of [row × step × channel], counted from the newest step and 0 before the oldest, times weights: [row × step × width]. */
export const causalConvolution = (graph: GraphBuilder, x: Value, weights: Weights, name: string, { steps, inputs, outSteps, taps, stride }: Convolved): Value => {
  const first = steps - (outSteps - 1) * stride - taps;
  const missing = Math.max(0, -first);
  const places = Array.from({ length: outSteps * taps }, (_, at) => first + missing + Math.floor(at / taps) * stride + at % taps);
  const padded = missing === 0 ? x : graph.op('Pad', [x, graph.integers(`${name}.padding`, [6], [0, missing, 0, 0, 0, 0])]);
  const seen = graph.op('Gather', [padded, graph.integers(`${name}.places`, [places.length], places)], { axis: { i: 1 } });
  const windows = graph.op('Reshape', [seen, graph.integers(`${name}.shape`, [3], [0, outSteps, taps * inputs])]);
  return linear(graph, windows, weights, name);
};
