/**
 * Gradient-boosted trees over a node's own history: what is hardest to beat on tables. Own code, since what packages there are either
 * need a native build, abort above some ten thousand samples, or no longer change.
 */
import type { Dataset } from '../../../dataset.ts';
import type { Forecast } from '../../../forecast.ts';
import { logisticLoss, sigmoid, squaredLoss } from '../../../kernels/logistic.ts';
import { targetsOf } from '../../../samples.ts';
import type { TrainHooks } from '../../../train.ts';
import { inputOffsets, samplesOf } from '../own-history.ts';
import { binned } from './bins.ts';
import { boosted, scoreOf, type BoostingLoss, type BoostingRules, type Labelled } from './boosting.ts';
import type { BinnedInputs } from './tree.ts';

const rules: BoostingRules = { rounds: 200, learningRate: 0.05, patience: 10, leaves: 8, penalty: 1, least: 0.005 };

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const direction: BoostingLoss = {
  start: (outcomes) => {
    const up = Math.min(1 - 1e-6, Math.max(1e-6, outcomes.length === 0 ? 0.5 : meanOf(outcomes)));
    return Math.log(up / (1 - up));
  },
  loss: logisticLoss,
  slopes: (score, up) => {
    const probability = sigmoid(score);
    return { gradient: probability - up, curvature: probability * (1 - probability) };
  },
};

const size: BoostingLoss = { start: meanOf, loss: squaredLoss, slopes: (score, moved) => ({ gradient: score - moved, curvature: 1 }) };

/** Trees for the direction, and others for the return in deviations; 8 leaves each, as many as validation likes, at most 200. */
export const trees = async (dataset: Dataset, hooks: TrainHooks = {}): Promise<Forecast> => {
  const { nodes, channels, history, returns, mean, deviation, split } = dataset;
  const { up, moved } = targetsOf(dataset);
  const [train, validation] = [samplesOf(dataset, split.train), samplesOf(dataset, split.validation)];
  const inputs: BinnedInputs = { bins: binned(dataset, train), channels: channels.length, offsets: inputOffsets(dataset) };
  const labelled = (samples: Int32Array, of: Float32Array): Labelled =>
    ({ samples, outcomes: Float64Array.from(samples, (at) => of[at] as number) });
  const ofDirection = await boosted(inputs, labelled(train, up), labelled(validation, up), direction, rules, hooks);
  const ofSize = await boosted(inputs, labelled(train, moved), labelled(validation, moved), size, rules, hooks);
  const first = (history - 1) * nodes.length;
  const expected = new Float32Array(returns.length);
  const probabilityUp = new Float32Array(returns.length).fill(0.5);
  for (let at = 0; at < returns.length; at += 1) {
    const node = at % nodes.length;
    expected[at] = (mean[node] as number) + (at < first ? 0 : (deviation[node] as number) * scoreOf(ofSize, inputs, at));
    if (at >= first) probabilityUp[at] = sigmoid(scoreOf(ofDirection, inputs, at));
  }
  return { name: 'trees', probabilityUp, expected };
};
