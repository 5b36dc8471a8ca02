import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';
import type { ModelVersion } from '@streamforge/model-registry/entities';

/** What a version is worth, as the registry and its event say it; the best baseline is that of the deciding measure. */
export const worthOf = ({ model, baselines, comparison }: EvaluationReport): Pick<ModelVersion, 'accuracy' | 'baseline' | 'better' | 'verdict'> => {
  const { baseline: { name }, better, verdict } = comparison;
  const best = baselines.find((each) => each.name === name);
  return { accuracy: model.pooled.accuracy.value ?? 0, baseline: { name, accuracy: best?.pooled.accuracy.value ?? 0 }, better, verdict };
};
