import type { TrainHooks } from '../train.ts';
import type { TrainedModel } from '../trained-model.ts';
import type { TrainingState } from '../training-state.ts';

/** How a task is watched and gone on with. */
export interface TaskHooks extends TrainHooks {
  /** Where an earlier attempt stood, of a task that trains the model or its shuffled graph. */
  readonly from?: TrainingState;
  /** The model of such a task, once it is trained. */
  readonly onModel?: (model: TrainedModel) => void;
  /** Scored in place of a model that would be trained. */
  readonly given?: Pick<TrainedModel, 'config' | 'weights'>;
}
