/** A model, its baselines and what the comparison says: the whole of an honest run. */
import type { Dataset, Window } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';
import type { TrainOptions } from '../options.ts';
import { predict } from '../predict.ts';
import type { TrainedModel } from '../trained-model.ts';
import { baselines } from './baselines/baselines.ts';
import { compare, type Comparison } from './compare.ts';
import { scoresOf, type Scores } from './evaluate.ts';

/** One forecast and what it was worth in each window. */
export interface Assessed {
  readonly forecast: Forecast;
  readonly scores: Readonly<Record<Window, Scores>>;
}

export interface Assessment {
  readonly model: Assessed;
  readonly baselines: readonly Assessed[];
  readonly comparison: Comparison;
}

/** Scores a trained model beside its baselines on the same samples, and compares. Trains the baselines, so give it the same hooks. */
export const assess = async (
  model: TrainedModel, dataset: Dataset, options: TrainOptions, hooks: Parameters<typeof baselines>[2] = {},
): Promise<Assessment> => {
  const forecast = predict(model, dataset);
  const others = await baselines(dataset, options, hooks);
  const scored = (each: Forecast): Assessed => ({ forecast: each, scores: scoresOf(dataset, each) });
  return { model: scored(forecast), baselines: others.map(scored), comparison: compare(dataset, forecast, others, { seed: options.seed }) };
};
