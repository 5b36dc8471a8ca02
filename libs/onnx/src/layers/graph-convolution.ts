import { edgesOf, type Csr } from '@streamforge/gnn/csr';
import type { LayerSizes } from '@streamforge/gnn/layers/layer';
import { edgeConstants, propagated } from '../edges.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';

/** A relation as a convolution sees it: its matrix is normalised. */
export interface Propagation {
  readonly name: string;
  readonly matrix: Csr;
}

/** `y = x·W_self + Σ_r Â_r·x·W_r + b`; for GraphSAGE Â is the plain mean of neighbours. */
export const graphConvolution = (
  graph: GraphBuilder, x: Value, weights: Weights, name: string, propagations: readonly Propagation[],
  { nodes, inputs }: Pick<LayerSizes, 'nodes' | 'inputs'>,
): Value => {
  let y = graph.op('MatMul', [x, weights.constant(`${name}.self.weight`)]);
  for (const propagation of propagations) {
    const weight = weights.constant(`${name}.${propagation.name}.weight`);
    const edges = edgesOf(propagation.matrix);
    if (edges.length === 0) continue;
    const place = `graph.${propagation.name}`;
    const ends = edgeConstants(graph, place, edges.map(({ from }) => from), edges.map(({ to }) => to));
    const shares = graph.floats(`${place}.weights`, [1, edges.length, 1], edges.map((edge) => edge.weight));
    y = graph.op('Add', [y, graph.op('MatMul', [propagated(graph, x, ends, shares, nodes, inputs), weight])]);
  }
  return graph.op('Add', [y, weights.constant(`${name}.bias`)]);
};
