import { edgesOf, normalised, type Csr, type Normalisation } from '@streamforge/gnn/csr';
import { edgeConstants, propagated } from '../edges.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';

/** A relation of the model’s graph. */
export interface NamedEdges {
  readonly name: string;
  readonly edges: Csr;
}

/** `y = x·W_self + Σ_r Â_r·x·W_r + b`, as `libs/gnn/src/layers/graph-convolution.ts` computes it. */
export const graphConvolution = (
  graph: GraphBuilder, x: Value, weights: Weights, name: string, relations: readonly NamedEdges[],
  { nodes, width, normalisation }: { readonly nodes: number; readonly width: number; readonly normalisation: Normalisation },
): Value => {
  let y = graph.op('MatMul', [x, weights.constant(`${name}.self.weight`)]);
  for (const relation of relations) {
    const weight = weights.constant(`${name}.${relation.name}.weight`);
    const edges = edgesOf(normalised(relation.edges, normalisation));
    if (edges.length === 0) continue;
    const place = `graph.${relation.name}`;
    const ends = edgeConstants(graph, place, edges.map(({ from }) => from), edges.map(({ to }) => to));
    const shares = graph.floats(`${place}.weights`, [1, edges.length, 1], edges.map((edge) => edge.weight));
    y = graph.op('Add', [y, graph.op('MatMul', [propagated(graph, x, ends, shares, nodes, width), weight])]);
  }
  return graph.op('Add', [y, weights.constant(`${name}.bias`)]);
};
