/**
 * What the registry keeps of a run. Measures of all test windows are `test.<measure>` and `backtest.<measure>`, those of a baseline or of the
 * shuffled graph `baseline.<name>.…` and `shuffled.…`, those of one fold `fold.<n>.test.<measure>`; of training, `epoch.…` by epoch.
 */
import type { StudyTask } from '@streamforge/gnn/evaluation/study-task';
import type { EvaluationReport, ForecastReport, Measures } from '@streamforge/gnn/evaluation/report';
import type { Epoch } from '@streamforge/gnn/options';
import type { Metric } from '@streamforge/model-registry/entities';

const losses = (prefix: string, { epoch, trainLoss, validationLoss, validationAccuracy }: Epoch): readonly Metric[] => [
  { key: `${prefix}epoch.train.loss`, step: epoch, value: trainLoss },
  { key: `${prefix}epoch.validation.loss`, step: epoch, value: validationLoss },
  { key: `${prefix}epoch.validation.accuracy`, step: epoch, value: validationAccuracy },
];

/** Which of a study’s trainings are watched: those of the model, and which of them stands for the run. */
export interface Watched {
  /** Trainings of the model itself, in all folds and seeds. */
  readonly trainings: number;
  readonly lastFold: number;
  readonly firstSeed: number;
}

/** One value per epoch, under its number: of each training of the model, and of the first seed of the last fold under the run’s own names. */
export const epochMetrics = ({ role, fold, seed }: StudyTask, epoch: Epoch, { trainings, lastFold, firstSeed }: Watched): readonly Metric[] => role !== 'model' ? [] : [
  ...trainings > 1 ? losses(`fold.${fold.index + 1}.seed.${seed}.`, epoch) : [],
  ...fold.index === lastFold && seed === firstSeed ? losses('', epoch) : [],
];

const defined = (prefix: string, values: Readonly<Record<string, number | null>>): readonly Metric[] =>
  Object.entries(values).flatMap(([measure, value]): readonly Metric[] => (value === null ? [] : [{ key: `${prefix}${measure}`, step: 0, value }]));

const measured = (prefix: string, { samples, accuracy, ic, rankIc, icir, brier, pooledIc, calibrationError }: Measures): readonly Metric[] => defined(`${prefix}test.`, {
  samples, accuracy: accuracy.value, ic: ic.value, rankIc: rankIc.value, icir: icir.value, brier: brier.value, pooledIc, calibrationError,
});

const forecastMetrics = (prefix: string, { pooled, backtest }: ForecastReport): readonly Metric[] => {
  const { gross, net, turnover, sharpe, maxDrawdown } = backtest;
  return [...measured(prefix, pooled), ...defined(`${prefix}backtest.`, { gross, net, turnover, sharpe, maxDrawdown })];
};

/** Every measure of a report, by the keys that stand above. */
export const evaluationMetrics = ({ model, baselines, shuffled, comparison, configurations, folds, seeds }: EvaluationReport): readonly Metric[] => [
  ...forecastMetrics('', model),
  ...folds.length > 1 ? model.folds.flatMap((fold, index) => measured(`fold.${index + 1}.`, fold)) : [],
  ...baselines.flatMap((baseline) => forecastMetrics(`baseline.${baseline.name}.`, baseline)),
  ...shuffled === null ? [] : forecastMetrics('shuffled.', shuffled),
  ...defined('comparison.', { difference: comparison.baseline.difference, low: comparison.baseline.interval.low, high: comparison.baseline.interval.high }),
  ...defined('study.', { configurations, folds: folds.length, seeds: seeds.length }),
];
