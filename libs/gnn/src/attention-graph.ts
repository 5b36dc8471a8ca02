/** The one graph that attention works on: all kinds of edges together, told apart by features. */
import { csrOf, edgesOf, type Csr } from './csr.ts';
import type { Relation } from './dataset.ts';
import type { IncomingEdges } from './kernels/attention-kernels.ts';

export interface AttentionGraph extends IncomingEdges {
  /** What is known of an edge; none where all edges are alike. */
  readonly featureNames: readonly string[];
  /** [edge × feature]. */
  readonly features: Float32Array;
}

/** Every edge that any matrix has, once, and a loop at every node. */
const unionOf = (nodes: number, matrices: readonly Csr[]): Csr => {
  const keys = new Set<number>();
  for (let node = 0; node < nodes; node += 1) keys.add(node * nodes + node);
  for (const matrix of matrices) for (const { from, to } of edgesOf(matrix)) keys.add(to * nodes + from);
  return csrOf(nodes, Array.from(keys, (key) => ({ from: key % nodes, to: Math.floor(key / nodes), weight: 1 })));
};

/** The edges of one graph with a self loop at every node and no features: a node without edges attends to itself. */
export const loopedGraph = (graph: Csr): AttentionGraph => {
  const { rows, columns } = unionOf(graph.rows.length - 1, [graph]);
  return { rows, columns, featureNames: [], features: new Float32Array(0) };
};

/**
 * All relations as one graph with a self loop at every node. Features of an edge are `self`, 1 for a loop, and its weight in each relation,
 * 0 where that relation does not have it: so heads can tell kinds of edges apart, and a node from its neighbours. Weights are in units of
 * their relation's root mean square: correlations of a few hundredths would otherwise weigh nothing beside the loop.
 */
export const graphOfRelations = (nodes: number, relations: readonly Relation[]): AttentionGraph => {
  const { rows, columns } = unionOf(nodes, relations.map(({ edges }) => edges));
  const width = 1 + relations.length;
  const features = new Float32Array(columns.length * width);
  const placeOf = new Map<number, number>();
  for (let to = 0; to < nodes; to += 1) {
    for (let edge = rows[to] as number; edge < (rows[to + 1] as number); edge += 1) {
      placeOf.set(to * nodes + (columns[edge] as number), edge);
      if (columns[edge] === to) features[edge * width] = 1;
    }
  }
  for (const [index, { edges }] of relations.entries()) {
    const size = sizeOf(edges.weights);
    for (const { from, to, weight } of edgesOf(edges)) features[(placeOf.get(to * nodes + from) as number) * width + 1 + index] = weight / size;
  }
  return { rows, columns, featureNames: ['self', ...relations.map(({ name }) => name)], features };
};

/** Root mean square; 1 where all are 0. */
const sizeOf = (weights: Float32Array): number =>
  Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length) || 1;
