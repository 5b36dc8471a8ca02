import type { Epoch, ModelConfig } from './options.ts';
import type { Tensors } from './tensor.ts';

/** A model as it came out of training: the weights of the epoch whose validation loss was lowest. */
export interface TrainedModel {
  readonly config: ModelConfig;
  readonly weights: Tensors;
  readonly bestEpoch: number;
  /** Every epoch that was trained, the first first. */
  readonly epochs: readonly Epoch[];
}
