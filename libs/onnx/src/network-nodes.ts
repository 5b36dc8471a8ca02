/** The layers of a model as operators, one after the other, as `@streamforge/gnn/network-layers` puts them together. */
import { graphOfRelations } from '@streamforge/gnn/attention-graph';
import { normalised } from '@streamforge/gnn/csr';
import { inputWidth, type Dataset } from '@streamforge/gnn/dataset';
import { stepsOfStack, STRIDE, TAPS } from '@streamforge/gnn/layers/causal-convolution';
import type { LayerSizes } from '@streamforge/gnn/layers/layer';
import { meanOf } from '@streamforge/gnn/network-layers';
import type { ModelConfig } from '@streamforge/gnn/options';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { gat, gatv2 } from './layers/attention.ts';
import { causalConvolution } from './layers/causal-convolution.ts';
import { graphConvolution } from './layers/graph-convolution.ts';
import { gru } from './layers/gru.ts';
import { linear, projected } from './layers/linear.ts';
import type { Weights } from './weights.ts';

/** What keeps a row that never differs from being divided by 0, as our kernel has it. */
const NORM_EPSILON = 1e-5;

/** The two outputs of each node, [time × node × 2], for `features` [time × node × step × channel]. */
export const networkNodes = (
  graph: GraphBuilder, features: Value, weights: Weights, config: ModelConfig, data: Pick<Dataset, 'nodes' | 'relations'>,
): Value => {
  const nodes = data.nodes.length;
  const layer = graphLayer(graph, weights, config, data);
  let inputs = config.temporal === 'none' ? inputWidth(config) : config.hidden;
  let x = graph.op('Reshape', [seenSteps(graph, features, weights, config), graph.integers('shape.nodes', [3], [-1, nodes, inputs])]);
  for (let index = 0; index < config.convolutions; index += 1) {
    const name = `convolutions.${index}`;
    let y = layer(x, name, { nodes, inputs, outputs: config.hidden });
    if (config.residual) y = graph.op('Add', [y, inputs === config.hidden ? x : projected(graph, x, weights, `${name}.residual`)]);
    if (config.layerNorm) y = normed(graph, y, weights, `${name}.norm`);
    x = graph.op(config.layer === 'gat' || config.layer === 'gatv2' ? 'Elu' : 'Relu', [y]);
    inputs = config.hidden;
  }
  return linear(graph, x, weights, 'output');
};

/** What the steps of each node come to, in the order of times and nodes. */
const seenSteps = (graph: GraphBuilder, features: Value, weights: Weights, { temporal, history, channels }: ModelConfig): Value => {
  if (temporal === 'none') return features;
  const steps = graph.op('Reshape', [features, graph.integers('shape.steps', [3], [-1, history, channels.length])]);
  return temporal === 'gru' ? gru(graph, steps, weights, 'temporal') : stacked(graph, steps, weights, history);
};

const stacked = (graph: GraphBuilder, x: Value, weights: Weights, history: number): Value => {
  const stack = stepsOfStack(history);
  return stack.reduce((values, steps, index) => {
    const name = `temporal.${index}`;
    const inputs = weights.sizeOf(`${name}.weight`) / TAPS;
    const convolved = { steps, inputs, outSteps: stack[index + 1] ?? 1, taps: TAPS, stride: STRIDE };
    return graph.op('Relu', [causalConvolution(graph, values, weights, name, convolved)]);
  }, x);
};

const normed = (graph: GraphBuilder, x: Value, weights: Weights, name: string): Value =>
  graph.op('LayerNormalization', [x, weights.constant(`${name}.scale`), weights.constant(`${name}.shift`)], { axis: { i: -1 }, epsilon: { f: NORM_EPSILON } });

const graphLayer = (
  graph: GraphBuilder, weights: Weights, config: ModelConfig, { nodes, relations }: Pick<Dataset, 'nodes' | 'relations'>,
): ((x: Value, name: string, sizes: LayerSizes) => Value) => {
  switch (config.layer) {
    case 'gcn':
    case 'sage': {
      const propagations = relations.map(({ name, edges }) =>
        ({ name, matrix: config.layer === 'sage' ? meanOf(edges) : normalised(edges, config.normalisation) }));
      return (x, name, sizes) => graphConvolution(graph, x, weights, name, propagations, sizes);
    }
    case 'gat':
    case 'gatv2': {
      const over = graphOfRelations(nodes.length, relations);
      const attention = config.layer === 'gat' ? gat : gatv2;
      return (x, name, sizes) => attention(graph, x, weights, name, over, { ...sizes, heads: config.heads });
    }
  }
};
