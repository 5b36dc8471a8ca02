import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';

/** `y = x·W + b`, the same for every node. */
export const linear = (graph: GraphBuilder, x: Value, weights: Weights, name: string): Value =>
  graph.op('Add', [graph.op('MatMul', [x, weights.constant(`${name}.weight`)]), weights.constant(`${name}.bias`)]);
