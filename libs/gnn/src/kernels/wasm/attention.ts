import type { AttentionDropout, AttentionKernels, AttentionSizes, IncomingEdges } from '../attention-kernels.ts';
import { thresholdOf } from '../typescript/counted.ts';
import type { Wasm } from './module.ts';

export const attentionOf = ({ call, addressOf, spare }: Wasm): AttentionKernels => {
  /** Addresses of the edges and their features, how many edges there are, and the sizes. Edges are as their maker checked them. */
  const graphAt = (
    { rows, columns, features }: IncomingEdges, { times, nodes, heads, channels }: AttentionSizes, featureCount: number,
  ): readonly number[] => {
    const edges = columns.length;
    const at = [addressOf(rows, nodes + 1), addressOf(columns, edges), addressOf(features, edges * featureCount)];
    return [...at, edges, times, nodes, heads, channels];
  };
  const dropoutOf = ({ share, seed }: AttentionDropout): readonly number[] => [thresholdOf(share), 1 / (1 - share), seed];
  return {
    gat: (graph, sizes, { values, source, target, edges }, dropout, scores, shares, out) => {
      const { width, nodeValues, edgeShares, nodeScores } = lengthsOf(graph, sizes);
      const featureCount = edges.length / sizes.heads;
      call.gat(
        ...graphAt(graph, sizes, featureCount), addressOf(values, nodeValues), addressOf(source, width), addressOf(target, width),
        addressOf(edges, 0), featureCount, ...dropoutOf(dropout),
        addressOf(scores, nodeScores), addressOf(shares, edgeShares), addressOf(out, nodeValues),
      );
    },
    gatBack: (graph, sizes, { values, source, target, edges }, share, scores, shares, out, gradient, gradients) => {
      const { width, nodeValues, edgeShares, nodeScores } = lengthsOf(graph, sizes);
      const featureCount = edges.length / sizes.heads;
      const room = spare(sizes.nodes * 2 * sizes.heads + 2 * width + edges.length + graph.columns.length * sizes.heads + 1);
      call.gatBack(
        ...graphAt(graph, sizes, featureCount), addressOf(values, nodeValues), addressOf(source, width), addressOf(target, width),
        addressOf(edges, 0), featureCount, 1 / (1 - share), addressOf(scores, nodeScores), addressOf(shares, edgeShares),
        addressOf(out, nodeValues), addressOf(gradient, nodeValues), addressOf(gradients.values, nodeValues),
        addressOf(gradients.source, width), addressOf(gradients.target, width), addressOf(gradients.edges, edges.length), room,
      );
    },
    gatv2: (graph, sizes, { values, scorer, edges }, dropout, shares, out) => {
      const { width, nodeValues, edgeShares } = lengthsOf(graph, sizes);
      const featureCount = edges.length / width;
      call.gatv2(
        ...graphAt(graph, sizes, featureCount), addressOf(values, 2 * nodeValues), addressOf(scorer, width),
        addressOf(edges, 0), featureCount,
        ...dropoutOf(dropout), addressOf(shares, edgeShares), addressOf(out, nodeValues),
      );
    },
    gatv2Back: (graph, sizes, { values, scorer, edges }, share, shares, out, gradient, gradients) => {
      const { width, nodeValues, edgeShares } = lengthsOf(graph, sizes);
      const featureCount = edges.length / width;
      call.gatv2Back(
        ...graphAt(graph, sizes, featureCount), addressOf(values, 2 * nodeValues), addressOf(scorer, width),
        addressOf(edges, 0), featureCount,
        1 / (1 - share), addressOf(shares, edgeShares), addressOf(out, nodeValues), addressOf(gradient, nodeValues),
        addressOf(gradients.values, 2 * nodeValues), addressOf(gradients.scorer, width), addressOf(gradients.edges, edges.length),
        spare(width + edges.length + 1),
      );
    },
    meanOfHeads: (x, out, rows, heads, channels) => {
      call.meanOfHeads(addressOf(x, rows * heads * channels), addressOf(out, rows * channels), rows, heads, channels);
    },
    meanOfHeadsBack: (gradient, out, rows, heads, channels) => {
      call.meanOfHeadsBack(addressOf(gradient, rows * channels), addressOf(out, rows * heads * channels), rows, heads, channels);
    },
  };
};

/** How many values the arrays of these sizes hold. */
const lengthsOf = (
  { columns: { length: edges } }: IncomingEdges, { times, nodes, heads, channels }: AttentionSizes,
): Record<'width' | 'nodeValues' | 'nodeScores' | 'edgeShares', number> => {
  const width = heads * channels;
  const rows = times * nodes;
  return { width, nodeValues: rows * width, nodeScores: rows * 2 * heads, edgeShares: times * edges * heads };
};
