/** An honest evaluation of a graph model on a real market: five seeds, folds that walk forward, every baseline, a shuffled graph. */
import type { Dataset } from '@streamforge/gnn/dataset';
import { datasetOf } from '@streamforge/gnn/dataset';
import type { Fold } from '@streamforge/gnn/evaluation/fold';
import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';
import { runHere, study } from '@streamforge/gnn/evaluation/study';
import type { StudySettings } from '@streamforge/gnn/evaluation/study-options';
import { walkForward } from '@streamforge/gnn/evaluation/walk-forward';
import { defaultOptions } from '@streamforge/gnn/options';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { usualFeatures } from '@streamforge/market/snapshot/features/feature';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import type { Panel } from '@streamforge/market/snapshot/panel';

const HISTORY = 5;

/** A fold's graph and scales are fitted on its own training window. */
export const datasetOfFold = (panel: Panel) => ({ windows }: Fold): Dataset =>
  datasetOf(applySnapshot(panel, fitSnapshot(panel, { history: HISTORY, features: usualFeatures, edgesPerAsset: 3, split: windows })));

export const foldsOf = ({ times }: Panel, folds: number): readonly Fold[] => walkForward(times, { folds, history: HISTORY, embargo: 20 });

/** Epochs are few, since a real market is overfitted soon: validation ends most trainings before. */
export const realSettings: StudySettings = { options: { ...defaultOptions, epochs: 20, patience: 4 } };

/** `change` alters the dataset of each fold, to show what a study says of it. */
export const studyOf = async (
  panel: Panel, folds: readonly Fold[], settings: StudySettings, change: (dataset: Dataset) => Dataset = (dataset) => dataset,
): Promise<EvaluationReport> => {
  const ofFold = datasetOfFold(panel);
  return await study(folds, settings, { run: runHere((fold) => change(ofFold(fold))) });
};
