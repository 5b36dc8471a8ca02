/** The layers of a model, one after the other: what sees the steps, the graph layers, the output. */
import type { Random } from '@streamforge/determinism/random';
import { graphOfRelations } from './attention-graph.ts';
import { csrOf, edgesOf, normalised, type Csr } from './csr.ts';
import { inputWidth, type Dataset } from './dataset.ts';
import type { Engine } from './kernels/engine.ts';
import { elu, relu } from './layers/activation.ts';
import { causalConvolution, stepsOfStack } from './layers/causal-convolution.ts';
import { dropout } from './layers/dropout.ts';
import { gat } from './layers/gat.ts';
import { gatv2 } from './layers/gatv2.ts';
import { graphConvolution } from './layers/graph-convolution.ts';
import { gru } from './layers/gru.ts';
import { layerNorm } from './layers/layer-norm.ts';
import type { Layer, LayerSizes } from './layers/layer.ts';
import { linear } from './layers/linear.ts';
import { residual } from './layers/residual.ts';
import { outputs } from './losses.ts';
import type { ModelConfig } from './options.ts';

export interface LayerOptions {
  readonly dropout: number;
  readonly attentionDropout: number;
  /** Draws first weights. */
  readonly init: Random;
}

/**
 * Temporal part → graph layers → linear output. A graph layer is dropout(activation(norm(layer(x) + x))), the sum and the norm where they
 * were chosen; ReLU follows gcn and sage, ELU the attention of gat and gatv2.
 * Source of this order: Luo et al., Classic GNNs are strong baselines (2024), equation 5.
 */
export const layersOf = (
  engine: Engine, config: ModelConfig, dataset: Pick<Dataset, 'nodes' | 'relations'>, options: LayerOptions,
): readonly Layer[] => {
  const nodes = dataset.nodes.length;
  const layers: Layer[] = [...temporalLayers(engine, config, options)];
  let inputs = config.temporal === 'none' ? inputWidth(config) : config.hidden;
  const graphLayer = graphLayers(engine, config, dataset, options);
  for (let index = 0; index < config.convolutions; index += 1) {
    const name = `convolutions.${index}`;
    const sizes = { nodes, inputs, outputs: config.hidden };
    const layer = graphLayer(name, sizes);
    layers.push(config.residual ? residual(engine, name, layer, sizes, options.init) : layer);
    if (config.layerNorm) layers.push(layerNorm(engine, `${name}.norm`, config.hidden));
    layers.push(attends(config) ? elu(engine) : relu(engine), dropout(engine, options.dropout));
    inputs = config.hidden;
  }
  return [...layers, linear(engine, 'output', { nodes, inputs, outputs }, options.init)];
};

const attends = ({ layer }: ModelConfig): boolean => layer === 'gat' || layer === 'gatv2';

const temporalLayers = (engine: Engine, { temporal, history, channels, hidden }: ModelConfig, { init }: LayerOptions): readonly Layer[] => {
  switch (temporal) {
    case 'none': return [];
    case 'gru': return [gru(engine, 'temporal', { steps: history, inputs: channels.length, outputs: hidden }, init)];
    case 'convolution': return stepsOfStack(history).flatMap((steps, index) => [
      causalConvolution(engine, `temporal.${index}`, { steps, inputs: index === 0 ? channels.length : hidden, outputs: hidden }, init), relu(engine)]);
  }
};

/** Makes graph layers of the chosen type over the same edges. */
const graphLayers = (
  engine: Engine, config: ModelConfig, { nodes, relations }: Pick<Dataset, 'nodes' | 'relations'>, { attentionDropout, init }: LayerOptions,
): ((name: string, sizes: LayerSizes) => Layer) => {
  switch (config.layer) {
    case 'gcn': {
      const propagations = relations.map(({ name, edges }) => ({ name, matrix: normalised(edges, config.normalisation) }));
      return (name, sizes) => graphConvolution(engine, name, sizes, propagations, init);
    }
    case 'sage': {
      const propagations = relations.map(({ name, edges }) => ({ name, matrix: meanOf(edges) }));
      return (name, sizes) => graphConvolution(engine, name, sizes, propagations, init);
    }
    case 'gat':
    case 'gatv2': {
      const graph = graphOfRelations(nodes.length, relations);
      const attention = config.layer === 'gat' ? gat : gatv2;
      const options = { heads: config.heads, merge: 'concatenate', dropout: attentionDropout } as const;
      return (name, sizes) => attention(engine, name, sizes, graph, options, init);
    }
  }
};

/** The plain mean of a node's neighbours, whatever the weights of its edges. */
export const meanOf = (edges: Csr): Csr =>
  normalised(csrOf(edges.rows.length - 1, edgesOf(edges).map((edge) => ({ ...edge, weight: 1 }))), 'row');
