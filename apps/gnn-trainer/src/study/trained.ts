import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import type { SeedCurve, Selected } from './selection.ts';

/** What a study found, and the model that the version is. */
export interface Trained {
  readonly report: EvaluationReport;
  readonly model: Selected;
  /** How each seed learned in the model’s fold. */
  readonly curves: readonly SeedCurve[];
  /** Of the model’s fold. */
  readonly fitted: FittedSnapshot;
}
