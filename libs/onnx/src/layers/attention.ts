/** Attention along edges, as `libs/gnn/src/layers/gat.ts` and `gatv2.ts` have it, without dropout. */
import type { AttentionGraph } from '@streamforge/gnn/attention-graph';
import { leakySlope } from '@streamforge/gnn/kernels/attention-kernels';
import type { LayerSizes } from '@streamforge/gnn/layers/layer';
import { atBeginnings, atEnds, edgeConstants, gatheredIn, type EdgeConstants } from '../edges.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';
import { projected } from './linear.ts';

/** Where the maximum of nothing begins; every node has a loop, so it never shows. */
const LOWEST = -3e38;

export interface AttentionSizes extends LayerSizes {
  readonly heads: number;
}

/** The edges and features of attention as constants; every layer of a model has the same. */
const edgesOf = (graph: GraphBuilder, { rows, columns }: AttentionGraph): EdgeConstants => {
  const ends = new Int32Array(columns.length);
  for (let node = 0; node < rows.length - 1; node += 1) ends.fill(node, rows[node], rows[node + 1]);
  return edgeConstants(graph, 'graph', columns, ends);
};

/** Features of edges times their weights, [edge × width]. */
const edgeTerms = (graph: GraphBuilder, weights: Weights, name: string, { columns, featureNames, features }: AttentionGraph): Value =>
  projected(graph, graph.floats('graph.features', [columns.length, featureNames.length], features), weights, `${name}.edge`);

/** Softmax of [time × edge × head] over the edges that end in the same node, after taking off the largest of them. */
const softmaxOfEdges = (graph: GraphBuilder, scores: Value, edges: EdgeConstants, { nodes, heads }: AttentionSizes): Value => {
  const most = gatheredIn(graph, scores, edges, { nodes, width: heads, how: 'max', empty: LOWEST });
  const powers = graph.op('Exp', [graph.op('Sub', [scores, atEnds(graph, most, edges)])]);
  const sums = gatheredIn(graph, powers, edges, { nodes, width: heads, how: 'add', empty: 0 });
  return graph.op('Div', [powers, atEnds(graph, sums, edges)]);
};

/** [time × … × heads·channels] → [time × … × heads × channels]; `count` is the middle size. */
const byHead = (graph: GraphBuilder, x: Value, count: number, { heads, outputs }: AttentionSizes): Value =>
  graph.op('Reshape', [x, graph.integers(`shape.${count}x${heads}x${outputs / heads}`, [4], [0, count, heads, outputs / heads])]);

const sumOfChannels = (graph: GraphBuilder, x: Value): Value => graph.op('ReduceSum', [x, graph.integers('axis.3', [1], [3])], { keepdims: { i: 0 } });

/** What attention takes of the values [time × node × heads·channels] at the beginnings of edges, heads side by side, plus the bias. */
const attended = (graph: GraphBuilder, values: Value, scores: Value, edges: EdgeConstants, weights: Weights, name: string, sizes: AttentionSizes): Value => {
  const shares = graph.op('Unsqueeze', [softmaxOfEdges(graph, scores, edges, sizes), graph.integers('axis.3', [1], [3])]);
  const told = graph.op('Mul', [byHead(graph, atBeginnings(graph, values, edges), edges.count, sizes), shares]);
  const flat = graph.op('Reshape', [told, graph.integers(`shape.${edges.count}x${sizes.outputs}`, [3], [0, edges.count, sizes.outputs])]);
  const sum = gatheredIn(graph, flat, edges, { nodes: sizes.nodes, width: sizes.outputs, how: 'add', empty: 0 });
  return graph.op('Add', [sum, weights.constant(`${name}.bias`)]);
};

/** α = softmax of leaky(a_source·W·x_j + a_target·W·x_i + c·e_ij). Source: Veličković et al., Graph attention networks (2018). */
export const gat = (graph: GraphBuilder, x: Value, weights: Weights, name: string, over: AttentionGraph, sizes: AttentionSizes): Value => {
  const edges = edgesOf(graph, over);
  const values = projected(graph, x, weights, name);
  const ofNodes = byHead(graph, values, sizes.nodes, sizes);
  const scored = (side: 'source' | 'target'): Value => sumOfChannels(graph, graph.op('Mul', [ofNodes, weights.constant(`${name}.${side}`)]));
  const ends = graph.op('Add', [atBeginnings(graph, scored('source'), edges), atEnds(graph, scored('target'), edges)]);
  const scores = graph.op('LeakyRelu', [graph.op('Add', [ends, edgeTerms(graph, weights, name, over)])], { alpha: { f: leakySlope } });
  return attended(graph, values, scores, edges, weights, name, sizes);
};

/** α = softmax of a·leaky(W_source·x_j + W_target·x_i + W_edge·e_ij). Source: Brody et al., How attentive are graph attention networks? (2022). */
export const gatv2 = (graph: GraphBuilder, x: Value, weights: Weights, name: string, over: AttentionGraph, sizes: AttentionSizes): Value => {
  const edges = edgesOf(graph, over);
  const { outputs } = sizes;
  const { shape: [inputs = 0], data } = weights.take(`${name}.weight`);
  const half = (side: number, as: string): Value => graph.op('MatMul', [x, graph.floats(`${name}.${as}.weight`, [inputs, outputs],
    Float32Array.from({ length: inputs * outputs }, (_, at) => data[(Math.floor(at / outputs) * 2 + side) * outputs + at % outputs] as number))]);
  const source = half(0, 'source');
  const ends = graph.op('Add', [atBeginnings(graph, source, edges), atEnds(graph, half(1, 'target'), edges)]);
  const bent = graph.op('LeakyRelu', [graph.op('Add', [ends, edgeTerms(graph, weights, name, over)])], { alpha: { f: leakySlope } });
  const scores = sumOfChannels(graph, graph.op('Mul', [byHead(graph, bent, edges.count, sizes), weights.constant(`${name}.scorer`)]));
  return attended(graph, source, scores, edges, weights, name, sizes);
};
