/** What a graph model is compared with, on the very same samples. */
import { withoutEdges, type Dataset } from '../../dataset.ts';
import type { Forecast } from '../../forecast.ts';
import type { TrainOptions } from '../../options.ts';
import { predict } from '../../predict.ts';
import { train, type TrainHooks } from '../../train.ts';
import { majority, persistence, reversal } from './rules.ts';

/**
 * majority, persistence, reversal; logistic, a linear model of a node's own history; mlp, the same network with the same options, but
 * without edges. The last two train, so they take as long as a model and hear the same signal.
 */
export const baselines = async (
  dataset: Dataset, options: TrainOptions, { signal, breathe }: Omit<TrainHooks, 'onEpoch'> = {},
): Promise<readonly Forecast[]> => {
  const alone = withoutEdges(dataset);
  const hooks = { ...(signal === undefined ? {} : { signal }), ...(breathe === undefined ? {} : { breathe }) };
  return [
    majority(dataset),
    persistence(dataset),
    reversal(dataset),
    predict(await train(alone, { ...options, convolutions: 0 }, hooks), alone, 'logistic'),
    predict(await train(alone, options, hooks), alone, 'mlp'),
  ];
};
