/** What flows along edges: gathered where they begin, weighed, and summed where they end. Values are [time × node × width]. */
import type { GraphBuilder, Value } from './graph-builder.ts';

/** Edges as constants of a graph: nodes by index, one entry per edge. */
export interface EdgeConstants {
  readonly count: number;
  /** [edge]. */
  readonly from: Value;
  readonly to: Value;
  /** [1 × edge × 1], to be spread over times and widths. */
  readonly ends: Value;
}

/** Keeps the ends of edges as constants under a name. */
export const edgeConstants = (graph: GraphBuilder, name: string, from: ArrayLike<number>, to: ArrayLike<number>): EdgeConstants => ({
  count: from.length,
  from: graph.integers(`${name}.from`, [from.length], from),
  to: graph.integers(`${name}.to`, [to.length], to),
  ends: graph.integers(`${name}.ends`, [1, to.length, 1], to),
});

/** The shape [times of `x`, nodes, width]. */
const shapeLike = (graph: GraphBuilder, x: Value, nodes: number, width: number): Value =>
  graph.op('Concat', [
    graph.op('Gather', [graph.op('Shape', [x]), graph.integers('axis.0', [1], [0])]),
    graph.integers(`size.${nodes}x${width}`, [2], [nodes, width]),
  ], { axis: { i: 0 } });

/** What the node at the beginning of each edge holds: [time × edge × …]. */
export const atBeginnings = (graph: GraphBuilder, x: Value, { from }: EdgeConstants): Value => graph.op('Gather', [x, from], { axis: { i: 1 } });

export const atEnds = (graph: GraphBuilder, x: Value, { to }: EdgeConstants): Value => graph.op('Gather', [x, to], { axis: { i: 1 } });

/**
 * Messages [time × edge × width] brought together in the nodes where the edges end: their sum, or the largest. A node without edges keeps
 * `empty`. `ScatterElements` and not `ScatterND`, whose parallel runs need not agree where two messages meet.
 */
export const gatheredIn = (
  graph: GraphBuilder, messages: Value, { ends }: EdgeConstants, { nodes, width, how, empty }: { readonly nodes: number; readonly width: number; readonly how: 'add' | 'max'; readonly empty: number },
): Value => {
  const start = graph.op('Expand', [graph.floats(`fill.${empty}`, [1], [empty]), shapeLike(graph, messages, nodes, width)]);
  const places = graph.op('Expand', [ends, graph.op('Shape', [messages])]);
  return graph.op('ScatterElements', [start, places, messages], { axis: { i: 1 }, reduction: { s: how } });
};

/** Â·x for one relation: the sum of what neighbours hold, each by the weight of its edge. */
export const propagated = (graph: GraphBuilder, x: Value, edges: EdgeConstants, weights: Value, nodes: number, width: number): Value =>
  gatheredIn(graph, graph.op('Mul', [atBeginnings(graph, x, edges), weights]), edges, { nodes, width, how: 'add', empty: 0 });
