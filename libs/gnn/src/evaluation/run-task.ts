import { StreamForgeError } from '@streamforge/contracts/errors';
import { checkDataset } from '../check-dataset.ts';
import { sampleCount, withoutEdges, type Dataset, type Window } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';
import { predict } from '../predict.ts';
import { train } from '../train.ts';
import { backtest } from './backtest.ts';
import { baselineForecast } from './baselines/baseline.ts';
import { scoredByTime } from './by-time.ts';
import type { FoldWindow } from './fold.ts';
import { withShuffledEdges } from './shuffled-graph.ts';
import type { BaselineName, StudyResult, StudyTask } from './study-task.ts';
import type { TaskHooks } from './task-hooks.ts';

/**
 * Does one task of a study on the dataset of its fold: trains where there is something to train, and scores on the test window. Pure but
 * for the hooks, so that any thread can run it; the same dataset and task give the same result. Throws UNIVERSE_TOO_SMALL when a window
 * has no sample, and a RangeError when the dataset's parts do not fit together or it is split otherwise than the fold.
 */
export const runTask = async (dataset: Dataset, task: StudyTask, hooks: TaskHooks = {}): Promise<StudyResult> => {
  const { key, fold, role, name, seed, scoring } = task;
  checkDataset(dataset);
  assertSplit(dataset, task);
  const { test } = dataset.split;
  if (sampleCount(dataset, test) === 0) {
    throw new StreamForgeError('UNIVERSE_TOO_SMALL', `no sample in the test window of fold ${fold.index + 1}`);
  }
  const { learned, forecast, epochs } = await forecastOf(dataset, task, hooks);
  const window = (of: Window): FoldWindow & { readonly samples: number } =>
    ({ ...fold.windows[of], samples: sampleCount(dataset, dataset.split[of]) });
  return {
    key, fold: fold.index, role, name, seed, epochs,
    windows: { train: window('train'), validation: window('validation'), test: window('test') },
    edges: learned.relations.reduce((edges, relation) => edges + relation.edges.columns.length, 0),
    ...scoredByTime(dataset, forecast, test, scoring.reliabilityBins),
    ...backtest(dataset, forecast, test, scoring.topK),
  };
};

interface Learned {
  /** The dataset that it learned from. */
  readonly learned: Dataset;
  readonly forecast: Forecast;
  readonly epochs: StudyResult['epochs'];
}

const forecastOf = async (dataset: Dataset, { role, name, seed, options }: StudyTask, hooks: TaskHooks): Promise<Learned> => {
  if (role === 'baseline') {
    const forecast = await baselineForecast(name as BaselineName, dataset, options, hooks);
    return { learned: withoutEdges(dataset), forecast, epochs: null };
  }
  const { engine, from, onModel, given } = hooks;
  if (role === 'model' && given !== undefined) return { learned: dataset, forecast: predict(given, dataset, name, engine?.()), epochs: null };
  const learned = role === 'ablation' ? withShuffledEdges(dataset, seed ?? options.seed) : dataset;
  const model = await train(learned, options, hooks, from);
  onModel?.(model);
  const { bestEpoch, epochs } = model;
  return { learned, forecast: predict(model, learned, name, engine?.()), epochs: { trained: epochs.length, best: bestEpoch } };
};

const assertSplit = ({ times, split }: Dataset, { fold: { windows } }: StudyTask): void => {
  for (const window of ['train', 'validation', 'test'] as const) {
    const { from, to } = split[window];
    const [first, last] = [times[from], times[to - 1]];
    const within = from >= to || (first !== undefined && first >= windows[window].from && last !== undefined && last < windows[window].to);
    if (!within) throw new RangeError(`the ${window} window of the dataset does not lie in that of its fold`);
  }
};
