import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';

/** `y = x·W + b`, the same for every node. */
export const linear = (graph: GraphBuilder, x: Value, weights: Weights, name: string): Value =>
  graph.op('Add', [projected(graph, x, weights, name), weights.constant(`${name}.bias`)]);

/** The same without b. */
export const projected = (graph: GraphBuilder, x: Value, weights: Weights, name: string): Value =>
  graph.op('MatMul', [x, weights.constant(`${name}.weight`)]);
