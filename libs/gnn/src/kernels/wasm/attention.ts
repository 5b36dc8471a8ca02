import type { AttentionDropout, AttentionKernels, AttentionSizes, IncomingEdges } from '../attention-kernels.ts';
import { thresholdOf } from '../typescript/counted.ts';
import type { Wasm } from './module.ts';

export const attentionOf = ({ call, addressOf, spare }: Wasm): AttentionKernels => {
  /** Addresses of the edges, how many they are, and the sizes. Edges are as their maker checked them. */
  const graphAt = ({ rows, columns }: IncomingEdges, { times, nodes, heads, channels }: AttentionSizes): readonly number[] =>
    [addressOf(rows, nodes + 1), addressOf(columns, columns.length), columns.length, times, nodes, heads, channels];
  /** The address of what edges add, and whether they add anything. */
  const edgesAt = (edges: Float32Array, length: number): readonly number[] => edges.length === 0 ? [0, 0] : [addressOf(edges, length), 1];
  const dropoutOf = ({ share, seed }: AttentionDropout): readonly number[] => [thresholdOf(share), 1 / (1 - share), seed];
  return {
    gat: (graph, sizes, { values, source, target, edges }, dropout, scores, shares, out) => {
      const { width, nodeValues, edgeHeads, edgeShares, nodeScores } = lengthsOf(graph, sizes);
      call.gat(
        ...graphAt(graph, sizes), addressOf(values, nodeValues), addressOf(source, width), addressOf(target, width), ...edgesAt(edges, edgeHeads),
        ...dropoutOf(dropout), addressOf(scores, nodeScores), addressOf(shares, edgeShares), addressOf(out, nodeValues),
      );
    },
    gatBack: (graph, sizes, { values, source, target, edges }, share, scores, shares, out, gradient, gradients) => {
      const { width, nodeValues, edgeHeads, edgeShares, nodeScores } = lengthsOf(graph, sizes);
      const [ofEdges] = edgesAt(gradients.edges, edgeHeads) as [number];
      call.gatBack(
        ...graphAt(graph, sizes), addressOf(values, nodeValues), addressOf(source, width), addressOf(target, width), ...edgesAt(edges, edgeHeads),
        1 / (1 - share), addressOf(scores, nodeScores), addressOf(shares, edgeShares), addressOf(out, nodeValues), addressOf(gradient, nodeValues),
        addressOf(gradients.values, nodeValues), addressOf(gradients.source, width), addressOf(gradients.target, width), ofEdges, spare(nodeScores),
      );
    },
    gatv2: (graph, sizes, { values, scorer, edges }, dropout, shares, out) => {
      const { width, nodeValues, edgeValues, edgeShares } = lengthsOf(graph, sizes);
      call.gatv2(
        ...graphAt(graph, sizes), addressOf(values, 2 * nodeValues), addressOf(scorer, width), ...edgesAt(edges, edgeValues),
        ...dropoutOf(dropout), addressOf(shares, edgeShares), addressOf(out, nodeValues),
      );
    },
    gatv2Back: (graph, sizes, { values, scorer, edges }, share, shares, out, gradient, gradients) => {
      const { width, nodeValues, edgeValues, edgeShares } = lengthsOf(graph, sizes);
      const [ofEdges] = edgesAt(gradients.edges, edgeValues) as [number];
      call.gatv2Back(
        ...graphAt(graph, sizes), addressOf(values, 2 * nodeValues), addressOf(scorer, width), ...edgesAt(edges, edgeValues),
        1 / (1 - share), addressOf(shares, edgeShares), addressOf(out, nodeValues), addressOf(gradient, nodeValues),
        addressOf(gradients.values, 2 * nodeValues), addressOf(gradients.scorer, width), ofEdges,
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
const lengthsOf = ({ columns: { length: edges } }: IncomingEdges, { times, nodes, heads, channels }: AttentionSizes): Record<
  'width' | 'nodeValues' | 'nodeScores' | 'edgeHeads' | 'edgeValues' | 'edgeShares', number
> => {
  const width = heads * channels;
  const rows = times * nodes;
  return {
    width, nodeValues: rows * width, nodeScores: rows * 2 * heads, edgeHeads: edges * heads, edgeValues: edges * width, edgeShares: times * edges * heads,
  };
};
