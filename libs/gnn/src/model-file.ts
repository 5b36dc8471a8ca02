/** A model's weights as a file. */
import { fromSafetensors, toSafetensors } from './safetensors.ts';
import type { ModelConfig } from './options.ts';
import type { TrainedModel } from './trained-model.ts';

/** The weights as safetensors; the configuration goes beside it as JSON. */
export const modelToBytes = ({ weights, config }: Pick<TrainedModel, 'config' | 'weights'>): Uint8Array =>
  toSafetensors(weights, { format: 'streamforge', layer: config.layer });

/** A model that predicts. Throws ARTEFACT_INVALID when the bytes are no safetensors file; `predict` refuses weights of another shape. */
export const modelFromBytes = (bytes: Uint8Array, config: ModelConfig): Pick<TrainedModel, 'config' | 'weights'> =>
  ({ config, weights: fromSafetensors(bytes).tensors });
