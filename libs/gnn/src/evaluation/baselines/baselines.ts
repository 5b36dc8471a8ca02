import type { Dataset } from '../../dataset.ts';
import type { Forecast } from '../../forecast.ts';
import type { TrainOptions } from '../../options.ts';
import type { TrainHooks } from '../../train.ts';
import { baselineNames } from '../study-task.ts';
import { baselineForecast } from './baseline.ts';

/** Every baseline, one after the other. Some train, so they take as long as a model and hear the same signal. */
export const baselines = async (
  dataset: Dataset, options: TrainOptions, hooks: Omit<TrainHooks, 'onEpoch'> = {},
): Promise<readonly Forecast[]> => {
  const forecasts: Forecast[] = [];
  for (const name of baselineNames) forecasts.push(await baselineForecast(name, dataset, options, hooks));
  return forecasts;
};
