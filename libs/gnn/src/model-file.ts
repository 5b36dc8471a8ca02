/** A model's weights as a file. */
import { csrOf } from './csr.ts';
import { typescriptEngine } from './kernels/typescript/engine.ts';
import { network, setWeights } from './network.ts';
import type { ModelConfig } from './options.ts';
import { fromSafetensors, toSafetensors } from './safetensors.ts';
import type { TrainedModel } from './trained-model.ts';

/** The weights as safetensors; the configuration goes beside it as JSON. */
export const modelToBytes = ({ weights, config }: Pick<TrainedModel, 'config' | 'weights'>): Uint8Array =>
  toSafetensors(weights, { format: 'streamforge', layer: config.layer });

/** A model that predicts. Throws ARTEFACT_INVALID when the bytes are no safetensors file, or its tensors not those of such a model. */
export const modelFromBytes = (bytes: Uint8Array, config: ModelConfig): Pick<TrainedModel, 'config' | 'weights'> => {
  const weights = fromSafetensors(bytes).tensors;
  // Names and shapes do not depend on the graph: one without nodes will do.
  const relations = config.relations.map((name) => ({ name, edges: csrOf(0, []) }));
  setWeights(network(config, { nodes: [], relations }, { engine: typescriptEngine() }), weights);
  return { config, weights };
};
