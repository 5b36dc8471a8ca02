/** What a graph model is compared with, on the very same samples and features, but without edges. */
import { withoutEdges, type Dataset } from '../../dataset.ts';
import type { Forecast } from '../../forecast.ts';
import type { TrainOptions } from '../../options.ts';
import { predict } from '../../predict.ts';
import { train } from '../../train.ts';
import type { BaselineName } from '../study-task.ts';
import type { TaskHooks } from '../task-hooks.ts';
import { ridge } from './ridge.ts';
import { majority, persistence, reversal } from './rules.ts';
import { trees } from './trees/trees.ts';

/** Baselines whose first weights and batches are drawn, so that a seed more says more. */
export const seededBaselines: readonly BaselineName[] = ['mlp'];

const linear = { layer: 'gcn', convolutions: 0, temporal: 'none', loss: 'direction' } as const;

/**
 * The baseline of this name: majority, persistence, reversal; logistic, a linear model of a node's own history; ridge; trees, boosted; mlp,
 * the same network with the same options, but dense layers where the model has graph layers. Those that train hear the signal.
 */
export const baselineForecast = async (
  name: BaselineName, dataset: Dataset, options: TrainOptions, hooks: TaskHooks = {},
): Promise<Forecast> => {
  switch (name) {
    case 'majority': return majority(dataset);
    case 'persistence': return persistence(dataset);
    case 'reversal': return reversal(dataset);
    case 'ridge': return ridge(dataset);
    case 'trees': return await trees(dataset, hooks);
    case 'logistic': return await learned(name, dataset, { ...options, ...linear }, hooks);
    case 'mlp': return await learned(name, dataset, { ...options, layer: 'gcn' }, hooks);
  }
};

const learned = async (
  name: string, dataset: Dataset, options: TrainOptions, { signal, breathe, engine }: TaskHooks,
): Promise<Forecast> => {
  const alone = withoutEdges(dataset);
  const hooks = { ...signal && { signal }, ...breathe && { breathe }, ...engine && { engine } };
  return predict(await train(alone, options, hooks), alone, name, engine?.());
};
