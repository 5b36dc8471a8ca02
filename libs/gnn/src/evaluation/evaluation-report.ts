import { drawBlocks } from './bootstrap.ts';
import type { Fold } from './fold.ts';
import { forecastReport, type Tested } from './forecast-report.ts';
import type { EvaluationReport, FoldReport, ForecastReport, ForecastRole } from './report.ts';
import { lastOfEach, stretchOf } from './series.ts';
import { studyComparison } from './study-comparison.ts';
import type { StudySettings } from './study-options.ts';
import type { StudyResult } from './study-task.ts';
import { scoringOf, seedsOf } from './study-tasks.ts';
import { suspectedLeaks } from './suspected-leaks.ts';

/** Accuracy that no real market gives away. */
const LEAK_LIMIT = 0.55;

/**
 * The report of a study from the results of all its tasks, in any order. Throws a RangeError when results are missing or do not belong
 * together.
 */
export const evaluationReport = (folds: readonly Fold[], settings: StudySettings, results: readonly StudyResult[]): EvaluationReport => {
  const tested = testedBy(folds, results);
  const [model] = tested.filter(({ role }) => role === 'model');
  const [first] = folds;
  const ofFolds = model?.bySeed[0]?.results;
  if (model === undefined || ofFolds === undefined || first === undefined) {
    throw new RangeError('a report needs the results of a model, and a fold');
  }
  const times = ofFolds.flatMap((result) => result.times);
  const { costBps, topK } = scoringOf(settings);
  const { measure = 'accuracy', configurations = 1, leakLimit = LEAK_LIMIT, resamples = 2_000, confidence = 0.95, block } = settings;
  const { options: { seed } } = settings;
  const draws = drawBlocks(times.length, { seed, resamples, confidence, ...block !== undefined && { block } });
  const every = stretchOf(times.length);
  const report = (each: Tested): ForecastReport => forecastReport(each, { costBps, every, draws, seed, block });
  const ofRole = (role: ForecastRole): readonly Tested[] => tested.filter((each) => each.role === role);
  const shuffled = ofRole('ablation').find(({ bySeed }) => bySeed.some((each) => each.results.some(({ edges }) => edges > 0)));
  const [modelReport, baselineReports] = [report(model), ofRole('baseline').map(report)];
  const shuffledReport = shuffled === undefined ? null : report(shuffled);
  const leaks = suspectedLeaks([modelReport, ...baselineReports, ...(shuffledReport === null ? [] : [shuffledReport])], leakLimit);
  const { scheme, horizon, purge, embargo } = first;
  return {
    schema: 'streamforge.evaluation.v1', scheme, horizon, purge, embargo,
    folds: ofFolds.map(({ fold, windows }): FoldReport => ({ index: fold, windows })),
    seeds: seedsOf(settings), configurations,
    bootstrap: { resamples, confidence, block: draws.block },
    costBps, topK,
    series: { every, times: lastOfEach(times, every) },
    model: modelReport,
    baselines: baselineReports,
    shuffled: shuffledReport,
    suspectedLeaks: leaks,
    comparison: studyComparison(model, ofRole('baseline'), shuffled, {
      measure, configurations, draws, seed, costBps, suspectedLeaks: leaks,
    }),
  };
};

/** Results by forecast and seed, in the order in which they came; each seed has all folds, and all tested the same times and samples. */
const testedBy = (folds: readonly Fold[], results: readonly StudyResult[]): readonly Tested[] =>
  Array.from(Map.groupBy(results, ({ role, name }) => `${role}/${name}`).values(), (ofOne): Tested => {
    const { role, name } = ofOne[0] as StudyResult;
    const bySeed = Array.from(Map.groupBy(ofOne, ({ seed }) => seed), ([seed, ofSeed]) =>
      ({ seed, results: folds.map(({ index }) => resultOf(ofSeed, index, results)) }));
    return { role, name, bySeed };
  });

const resultOf = (ofSeed: readonly StudyResult[], fold: number, all: readonly StudyResult[]): StudyResult => {
  const result = ofSeed.find((each) => each.fold === fold);
  const other = all.find((each) => each.fold === fold);
  if (result === undefined || other === undefined) throw new RangeError(`${ofSeed[0]?.key ?? 'it'} has no result of fold ${fold + 1}`);
  const same = result.times.length === other.times.length && result.times.every((time, at) => time === other.times[at])
    && result.samples.every((count, at) => count === other.samples[at]);
  if (!same) throw new RangeError(`${result.key} was scored on other samples than ${other.key}`);
  return result;
};
