/** What is trained on a graph of nodes, and how: layers with the hyper-parameters that their papers give for Cora. */
import type { Random } from '@streamforge/determinism/random';
import { loopedGraph } from '../attention-graph.ts';
import type { Engine } from '../kernels/engine.ts';
import { elu, relu } from '../layers/activation.ts';
import { dropout } from '../layers/dropout.ts';
import { gat } from '../layers/gat.ts';
import { gatv2 } from '../layers/gatv2.ts';
import { kipfConvolution, kipfMatrix } from '../layers/kipf-convolution.ts';
import type { Layer, Parameter } from '../layers/layer.ts';
import type { NodeGraph } from './node-graph.ts';
import { sparseLinear } from './sparse-linear.ts';

export interface NodeRecipe {
  readonly name: string;
  /** Layers from the graph's features, which the first knows, to [node × class]. */
  readonly layers: (engine: Engine, graph: NodeGraph, init: Random) => readonly Layer[];
  readonly learningRate: number;
  /** Plain L2, as a part of the gradient. */
  readonly weightDecay: number;
  /** Whether it applies to this parameter. */
  readonly decays: (parameter: Parameter) => boolean;
  readonly epochs: number;
}

/** Names of the layers start those of their parameters. */
const [FIRST, LAST] = ['first', 'last'] as const;

/** Source: Kipf and Welling, Semi-supervised classification with graph convolutional networks (2017), section 5.2. */
export const kipfRecipe: NodeRecipe = {
  name: 'GCN',
  layers: (engine, { edges, features, width, labels, classes }, init) => {
    const [nodes, hidden, share] = [labels.length, 16, 0.5];
    const matrix = kipfMatrix(edges);
    const words = sparseLinear(engine, FIRST, { features, width, dropout: share }, hidden, init);
    return [
      kipfConvolution(engine, FIRST, { nodes, inputs: width, outputs: hidden }, matrix, init, words),
      relu(engine),
      dropout(engine, share),
      kipfConvolution(engine, LAST, { nodes, inputs: hidden, outputs: classes }, matrix, init),
    ];
  },
  learningRate: 0.01,
  weightDecay: 5e-4,
  decays: ({ name }) => name.startsWith(FIRST),
  epochs: 200,
};

/** Eight heads of eight, then the mean of `heads` that name the class. */
const attentionLayers = (attention: typeof gat, wide: number): NodeRecipe['layers'] =>
  (engine, { edges, features, width, labels, classes }, init) => {
    const [nodes, hidden, share] = [labels.length, 64, 0.6];
    const graph = loopedGraph(edges);
    const words = sparseLinear(engine, FIRST, { features, width, dropout: share }, wide * hidden, init);
    const eight = { heads: 8, merge: 'concatenate', dropout: share } as const;
    const one = { heads: 1, merge: 'mean', dropout: share } as const;
    return [
      attention(engine, FIRST, { nodes, inputs: width, outputs: hidden }, graph, eight, init, words),
      elu(engine),
      dropout(engine, share),
      attention(engine, LAST, { nodes, inputs: hidden, outputs: classes }, graph, one, init),
    ];
  };

const attentionRecipe = { learningRate: 0.005, weightDecay: 5e-4, decays: () => true, epochs: 200 } as const;

/** Source: Veličković et al., Graph attention networks (2018), section 3.3. */
export const gatRecipe: NodeRecipe = { name: 'GAT', layers: attentionLayers(gat, 1), ...attentionRecipe };

/** The same with the attention of Brody et al., How attentive are graph attention networks? (2022). */
export const gatv2Recipe: NodeRecipe = { name: 'GATv2', layers: attentionLayers(gatv2, 2), ...attentionRecipe };
