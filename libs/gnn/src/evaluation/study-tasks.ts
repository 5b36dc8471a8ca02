import { seededBaselines } from './baselines/baseline.ts';
import type { Fold } from './fold.ts';
import type { ForecastRole } from './report.ts';
import type { StudySettings } from './study-options.ts';
import { baselineNames, type ScoringOptions, type StudyTask } from './study-task.ts';

const defaultSeeds = [1, 2, 3, 4, 5];

const defaultScoring: ScoringOptions = { topK: 3, costBps: 10, reliabilityBins: 10 };

/** The seeds that are trained in each fold. */
export const seedsOf = ({ seeds = defaultSeeds }: Pick<StudySettings, 'seeds'>): readonly number[] => seeds;

/** How forecasts are scored, defaults filled in. */
export const scoringOf = ({ scoring }: Pick<StudySettings, 'scoring'>): ScoringOptions => ({ ...defaultScoring, ...scoring });

/**
 * The tasks of a study, fold after fold, so that whoever runs them can keep the dataset of one: the model, its shuffled graph and the
 * baselines that draw once for each seed, the others once. Throws a RangeError for settings that make no study.
 */
export const studyTasks = (folds: readonly Fold[], settings: StudySettings): readonly StudyTask[] => {
  const { options, baselines = baselineNames, shuffled = true } = settings;
  const [seeds, scoring] = [seedsOf(settings), scoringOf(settings)];
  check(folds, settings, seeds, scoring);
  return folds.flatMap((fold) => {
    const once = (role: ForecastRole, name: string): StudyTask =>
      ({ key: `${fold.index}/${name}`, fold, role, name, seed: null, options: { ...options, seed: seeds[0] as number }, scoring });
    const drawn = (role: ForecastRole, name: string): readonly StudyTask[] =>
      seeds.map((seed) => ({ ...once(role, name), key: `${fold.index}/${name}/${seed}`, seed, options: { ...options, seed } }));
    return [
      ...drawn('model', options.layer),
      // What takes longest first, so that no worker is left alone with it at the end.
      ...(shuffled && options.convolutions > 0 ? drawn('ablation', 'shuffled') : []),
      ...baselines.flatMap((name) => seededBaselines.includes(name) ? drawn('baseline', name) : [once('baseline', name)]),
    ];
  });
};

const check = (
  folds: readonly Fold[], { baselines, configurations = 1 }: StudySettings, seeds: readonly number[], scoring: ScoringOptions,
): void => {
  if (folds.length === 0) throw new RangeError('a study needs a fold');
  if (seeds.length === 0 || new Set(seeds).size !== seeds.length) throw new RangeError('a study needs a seed, and each once');
  if (baselines?.length === 0) throw new RangeError('a study needs a baseline');
  const whole = { configurations, topK: scoring.topK, reliabilityBins: scoring.reliabilityBins };
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} of ${value}: it must be a whole number above 0`);
  }
  if (!(scoring.costBps >= 0)) throw new RangeError(`costs of ${scoring.costBps} basis points: they must not be below 0`);
};
