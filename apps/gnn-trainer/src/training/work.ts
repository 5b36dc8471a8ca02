/** The work of the training thread: everything from closes to a scored model. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { datasetOf, sampleCount, windows, type Dataset, type Window } from '@streamforge/gnn/dataset';
import { baselines } from '@streamforge/gnn/evaluation/baselines/baselines';
import { compare } from '@streamforge/gnn/evaluation/compare';
import { scoresOf } from '@streamforge/gnn/evaluation/evaluate';
import { modelFromBytes, modelToBytes } from '@streamforge/gnn/model-file';
import type { TrainOptions } from '@streamforge/gnn/options';
import { predict } from '@streamforge/gnn/predict';
import { training } from '@streamforge/gnn/train';
import type { TrainedModel } from '@streamforge/gnn/trained-model';
import { stateFromBytes, stateToBytes, type TrainingState } from '@streamforge/gnn/training-state';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import { alignBars, rowOf, type Panel } from '@streamforge/market/snapshot/panel';
import type { EvaluateTask, Evaluation, News, PanelData, TrainTask, Trained, WindowFacts } from './messages.ts';

type Say = (news: News) => void;

/** Features that are held at once, 4 bytes each. */
const MOST_FEATURES = 100_000_000;

const panelOf = ({ series, interval, calendar }: PanelData): Panel => {
  const panel = alignBars(series, { interval, calendar });
  const features = panel.closes.length;
  if (features <= MOST_FEATURES) return panel;
  const shape = `${panel.times.length} times of ${panel.symbols.length} assets`;
  throw new StreamForgeError('REQUEST_INVALID', `${shape} are ${features} features, and at most ${MOST_FEATURES} are held: name fewer symbols or a shorter range.`);
};

/** Hash of all that a training depends on: with the same one it gives the same weights. */
const inputHash = ({ dataHash, graphHash }: FittedSnapshot, { snapshot, options }: TrainTask): string =>
  sha256(canonicalJson([dataHash, graphHash, snapshot, options]));

const span = ({ times }: Panel): { readonly from: number; readonly to: number } => ({ from: times[0] ?? 0, to: times.at(-1) ?? 0 });

const windowFacts = (dataset: Dataset): Readonly<Record<Window, WindowFacts>> => {
  const facts = (window: Window): WindowFacts => {
    const rows = dataset.split[window];
    return { from: dataset.times[rows.from] ?? 0, to: dataset.times[rows.to - 1] ?? 0, samples: sampleCount(dataset, rows) };
  };
  return { train: facts('train'), validation: facts('validation'), test: facts('test') };
};

const assertSamples = (dataset: Dataset): void => {
  for (const window of windows) {
    if (sampleCount(dataset, dataset.split[window]) === 0) throw new StreamForgeError('UNIVERSE_TOO_SMALL', `The ${window} window has no sample: name a longer range.`);
  }
};

const evaluated = async (dataset: Dataset, model: Pick<TrainedModel, 'config' | 'weights'>, options: TrainOptions, say: Say): Promise<Evaluation> => {
  const forecast = predict(model, dataset, model.config.layer);
  say({ kind: 'baselines' });
  const others = await baselines(dataset, options);
  return {
    windows: windowFacts(dataset),
    scores: scoresOf(dataset, forecast),
    baselines: others.map((each) => ({ name: each.name, scores: scoresOf(dataset, each) })),
    comparison: compare(dataset, forecast, others, { seed: options.seed }),
  };
};

const trained = (dataset: Dataset, { options, checkpointEvery }: TrainTask, from: TrainingState | undefined, say: Say): TrainedModel => {
  const steps = training(dataset, options, from);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (value.kind === 'batch') continue;
    const { epoch } = value;
    say({ kind: 'epoch', epoch, state: epoch.epoch % checkpointEvery === 0 ? stateToBytes(value.state()) : undefined });
  }
};

/** Trains on closes: the graph, the scaler and the model see the training window only. Throws `UNIVERSE_TOO_SMALL`. */
export const trainOn = async (task: TrainTask, say: Say): Promise<Trained> => {
  const panel = panelOf(task.data);
  const fitted = fitSnapshot(panel, task.snapshot);
  const dataset = datasetOf(applySnapshot(panel, fitted));
  assertSamples(dataset);
  const input = inputHash(fitted, task);
  const state = task.resume?.inputHash === input ? stateFromBytes(task.resume.state) : undefined;
  say({ kind: 'ready', inputHash: input, graphHash: fitted.graphHash, ...span(panel), resumedAt: state?.epochs.length ?? 0 });
  const model = trained(dataset, task, state, say);
  const { config, epochs, bestEpoch } = model;
  return { fitted, config, weights: modelToBytes(model), epochs, bestEpoch, ...await evaluated(dataset, model, task.options, say) };
};

/** Fewest bars since training that are worth a score of their own. */
const FEWEST_NEWER = 30;

/** Scores newer bars as the test window, where there are enough; else the window that the model was tested on when it was trained. */
const testedOnNewer = (fitted: FittedSnapshot, { times }: Panel): FittedSnapshot => {
  const from = fitted.split.test.to;
  const to = times.at(-1) ?? from;
  if (rowOf(times, to) - rowOf(times, from) < FEWEST_NEWER) return fitted;
  return { ...fitted, split: { ...fitted.split, test: { from, to } } };
};

/** Scores a model with its graph and scaler as they were fitted, beside baselines that learn from its training window. */
export const evaluateOn = async ({ data, fitted, config, weights, options }: EvaluateTask, say: Say): Promise<Evaluation> => {
  const panel = panelOf(data);
  const dataset = datasetOf(applySnapshot(panel, testedOnNewer(fitted, panel)));
  assertSamples(dataset);
  say({ kind: 'ready', inputHash: fitted.dataHash, graphHash: fitted.graphHash, ...span(panel), resumedAt: 0 });
  return await evaluated(dataset, modelFromBytes(weights, config), options, say);
};
