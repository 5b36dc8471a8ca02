/** A trained model as an ONNX file. */
import type { Dataset } from '@streamforge/gnn/dataset';
import { typescriptEngine } from '@streamforge/gnn/kernels/typescript/engine';
import { network, setWeights } from '@streamforge/gnn/network';
import type { TrainedModel } from '@streamforge/gnn/trained-model';
import { graphBuilder, type GraphBuilder, type Value } from './graph-builder.ts';
import { dataTypes, modelToBytes, type ModelProto, type ValueInfoProto } from './model-proto.ts';
import { networkNodes } from './network-nodes.ts';
import { weightsFor } from './weights.ts';

/** What of a dataset a model keeps: who its nodes are, how they are linked, and the scale of their returns. */
export type ModelGraph = Pick<Dataset, 'nodes' | 'relations' | 'mean' | 'deviation'>;

/** Operators as this version of the standard set defines them: the first whose `ScatterElements` knows `max`. */
const opset = 18;

/** The version of the file format that came with it. */
const IR_VERSION = 8n;

/** Input and outputs of the file. */
export const names = { features: 'features', probabilityUp: 'probability_up', expectedReturn: 'expected_return' } as const;

/**
 * The file of a model and its graph. It takes `features` [times × nodes × history × channels], as `takerOf` of `@streamforge/gnn/samples`
 * gives them, and answers `probability_up` and `expected_return` (a log return), [times × nodes] each. The number of times is free; nodes
 * and edges are those of the graph. The same model gives the same bytes. Throws ARTEFACT_INVALID when the weights are not the model's.
 */
export const onnxOf = ({ config, weights }: Pick<TrainedModel, 'config' | 'weights'>, graph: ModelGraph): Uint8Array =>
  modelToBytes(modelOf({ config, weights }, graph));

const modelOf = ({ config, weights }: Pick<TrainedModel, 'config' | 'weights'>, { nodes, relations, mean, deviation }: ModelGraph): ModelProto => {
  setWeights(network(config, { nodes, relations }, { engine: typescriptEngine() }), weights);
  const graph = graphBuilder();
  const taken = weightsFor(graph, weights);
  const out = networkNodes(graph, names.features, taken, config, { nodes, relations });
  taken.allTaken();
  outputsOf(graph, out, { mean, deviation });
  const { history, channels } = config;
  return {
    irVersion: IR_VERSION,
    producerName: 'streamforge',
    docString: `A graph model (${config.layer}) with its graph of ${nodes.length} nodes inside.`,
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    metadataProps: Object.entries({ config, nodes }).map(([key, value]) => ({ key: `streamforge.${key}`, value: JSON.stringify(value) })),
    graph: {
      name: config.layer,
      node: graph.nodes,
      initializer: graph.initializers,
      input: [described(names.features, ['times', nodes.length, history, channels.length], 'Channels of the past in deviations, the oldest step first.')],
      output: [
        described(names.probabilityUp, ['times', nodes.length], 'That the next return is above 0.'),
        described(names.expectedReturn, ['times', nodes.length], 'The next log return that it expects.'),
      ],
    },
  };
};

const described = (name: string, shape: readonly (number | string)[], docString: string): ValueInfoProto => ({
  name,
  docString,
  type: { tensorType: {
    elemType: dataTypes.float,
    shape: { dim: shape.map((size) => typeof size === 'string' ? { dimParam: size } : { dimValue: BigInt(size) }) },
  } },
});

/** The two values of each node as what they mean. */
const outputsOf = (graph: GraphBuilder, out: Value, { mean, deviation }: Pick<ModelGraph, 'mean' | 'deviation'>): void => {
  const valueAt = (index: number): Value => graph.op('Gather', [out, graph.integers(`output.${index}`, [], [index])], { axis: { i: 2 } });
  graph.named('Sigmoid', [valueAt(0)], [names.probabilityUp]);
  const inReturns = graph.op('Mul', [valueAt(1), graph.floats('deviation', [deviation.length], deviation)]);
  graph.named('Add', [inReturns, graph.floats('mean', [mean.length], mean)], [names.expectedReturn]);
};
