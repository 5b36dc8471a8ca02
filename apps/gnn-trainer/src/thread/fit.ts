import { datasetOf } from '@streamforge/gnn/dataset';
import type { Fold } from '@streamforge/gnn/evaluation/fold';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import { rowOf, type Panel } from '@streamforge/market/snapshot/panel';
import type { Applied, ApplyTask, Fit, FitTask } from './messages.ts';
import { panelOf } from './panel.ts';

/** Graph, scales and features of a fold; graph and scales see its training window only. Throws `UNIVERSE_TOO_SMALL`. */
export const fitOn = ({ panel, snapshot }: FitTask): Fit => {
  const fitted = fitSnapshot(panel, snapshot);
  return { fitted, dataset: datasetOf(applySnapshot(panel, fitted)) };
};

/** Fewest bars since training that are worth a score of their own. */
const FEWEST_NEWER = 30;

/** Tests on newer bars, where there are enough; else on the window that the model was tested on when it was trained. */
const testedOnNewer = (fitted: FittedSnapshot, { times }: Panel): FittedSnapshot => {
  const from = fitted.split.test.to;
  const to = times.at(-1) ?? from;
  if (rowOf(times, to) - rowOf(times, from) < FEWEST_NEWER) return fitted;
  return { ...fitted, split: { ...fitted.split, test: { from, to } } };
};

/** Features of newer bars under the graph and scales of a model, as the one fold of a study. */
export const applyOn = ({ data, fitted }: ApplyTask): Applied => {
  const panel = panelOf(data, fitted.channels.length);
  const tested = testedOnNewer(fitted, panel);
  const dataset = datasetOf(applySnapshot(panel, tested));
  const { train, validation, test, purge } = tested.split;
  const fold: Fold = { index: 0, scheme: 'expanding', rows: dataset.split, windows: { train, validation, test }, horizon: 1, purge, embargo: 0 };
  return { fitted: tested, dataset, fold };
};
