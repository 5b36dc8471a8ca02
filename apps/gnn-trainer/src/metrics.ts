/** What the registry keeps of a run: names are `<window>.<measure>`, those of baselines `baseline.<name>.<window>.<measure>`. */
import type { Window } from '@streamforge/gnn/dataset';
import type { Scores } from '@streamforge/gnn/evaluation/evaluate';
import type { Epoch } from '@streamforge/gnn/options';
import type { Metric } from '@streamforge/model-registry/entities';
import type { Evaluation } from './training/messages.ts';

/** One value per epoch, under its number. */
export const epochMetrics = ({ epoch, trainLoss, validationLoss, validationAccuracy }: Epoch): readonly Metric[] => [
  { key: 'epoch.train.loss', step: epoch, value: trainLoss },
  { key: 'epoch.validation.loss', step: epoch, value: validationLoss },
  { key: 'epoch.validation.accuracy', step: epoch, value: validationAccuracy },
];

const scoreMetrics = (prefix: string, scores: Readonly<Record<Window, Scores>>): readonly Metric[] => Object.entries(scores).flatMap(([window, of]) =>
  Object.entries(of).flatMap(([measure, value]): readonly Metric[] => (value === null ? [] : [{ key: `${prefix}${window}.${measure}`, step: 0, value: Number(value) }])));

export const evaluationMetrics = ({ scores, baselines, comparison }: Evaluation): readonly Metric[] => [
  ...scoreMetrics('', scores),
  ...baselines.flatMap((baseline) => scoreMetrics(`baseline.${baseline.name}.`, baseline.scores)),
  { key: 'comparison.difference', step: 0, value: comparison.difference },
  { key: 'comparison.low', step: 0, value: comparison.interval.low },
  { key: 'comparison.high', step: 0, value: comparison.interval.high },
];
