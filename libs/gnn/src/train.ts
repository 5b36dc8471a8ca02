/** Training: epochs of shuffled batches, until validation stops improving. No shared state, so any thread can run it. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { adamStep, freshMoments } from './adam.ts';
import { checkDataset } from './check-dataset.ts';
import { checkOptions } from './check-options.ts';
import { sampleCount, type Dataset } from './dataset.ts';
import { openEngine, scratchOf, type Engine } from './kernels/engine.ts';
import { lossOf, outputs, type Targets } from './losses.ts';
import { configOf, network, setWeights, weightsOf, type Network } from './network.ts';
import type { Epoch, TrainOptions } from './options.ts';
import { countsOfRows, numbersOf, pieces, takerOf, targetsOf, type Taker } from './samples.ts';
import { seededStream, shuffle } from './seeded-stream.ts';
import { captured, restored, type TrainingState } from './training-state.ts';
import type { TrainedModel } from './trained-model.ts';

/** Where training stands between two batches, or after an epoch. */
export type TrainingStep =
  | { readonly kind: 'batch'; readonly epoch: number; readonly batch: number; readonly batches: number }
  | { readonly kind: 'epoch'; readonly epoch: Epoch; /** A copy to go on from; made when asked. */ readonly state: () => TrainingState };

/**
 * Trains step by step: the caller may pause, cancel by not going on, or store a state after any epoch and later go on `from` it. The
 * same dataset, options, seed and kind of engine give the same bits, interrupted or not. The engine should be a fresh one. Throws
 * UNIVERSE_TOO_SMALL when train or validation has no sample, and a RangeError when options or the dataset's sizes make no sense or the
 * loss is no longer a number.
 */
export function* training(
  dataset: Dataset, options: TrainOptions, from?: TrainingState, given?: Engine,
): Generator<TrainingStep, TrainedModel> {
  const engine = given ?? openEngine();
  try {
    return yield* trainingOn(engine, dataset, options, from);
  } finally {
    if (given === undefined) engine.close();
  }
}

function* trainingOn(engine: Engine, dataset: Dataset, options: TrainOptions, from?: TrainingState): Generator<TrainingStep, TrainedModel> {
  checkOptions(options);
  checkDataset(dataset);
  const { split } = dataset;
  for (const window of ['train', 'validation'] as const) {
    if (sampleCount(dataset, split[window]) === 0) throw new StreamForgeError('UNIVERSE_TOO_SMALL', `no sample in the ${window} window`);
  }
  const config = configOf(dataset, options);
  const net = network(config, dataset, { ...options, engine });
  const moments = from === undefined ? freshMoments(engine, net.parameters) : restored(net, from);
  const targets = targetsOf(dataset, options.loss);
  const counts = countsOfRows(dataset, targets);
  const rows = numbersOf(split.train).filter((row) => (counts[row] as number) > 0);
  const learn = learner(net, takerOf(engine, dataset), targets, counts);
  const batches = Math.ceil(rows.length / options.batch);
  const epochs: Epoch[] = [...from?.epochs ?? []];
  let best = from?.best ?? weightsOf(net);
  let bestEpoch = from?.bestEpoch ?? 0;
  let bestLoss = epochs[bestEpoch - 1]?.validationLoss ?? Number.POSITIVE_INFINITY;

  while (epochs.length < options.epochs && epochs.length - bestEpoch < options.patience) {
    const number = epochs.length + 1;
    const random = seededStream(options.seed, number);
    const order = Int32Array.from(rows);
    shuffle(order, random);
    let loss = 0;
    let samples = 0;
    for (const [batch, chosen] of pieces(order, options.batch).entries()) {
      const result = learn.gradients(chosen, random);
      adamStep(engine, net.parameters, moments, options);
      loss += result.loss;
      samples += result.samples;
      yield { kind: 'batch', epoch: number, batch: batch + 1, batches };
    }
    const epoch = { epoch: number, trainLoss: loss / samples, ...learn.validated(numbersOf(split.validation)) };
    if (!Number.isFinite(epoch.trainLoss + epoch.validationLoss)) throw new RangeError(`training diverged in epoch ${number}: lower the learning rate`);
    epochs.push(epoch);
    if (epoch.validationLoss < bestLoss) {
      [best, bestEpoch, bestLoss] = [weightsOf(net), number, epoch.validationLoss];
    }
    yield { kind: 'epoch', epoch, state: () => captured(net, moments, epochs, best, bestEpoch) };
  }
  setWeights(net, best);
  return { config, weights: best, bestEpoch, epochs };
}

interface Learner {
  /** Sets the gradients of the mean loss over the samples of these rows; returns the sum of their losses. */
  gradients(rows: Int32Array, random: ReturnType<typeof seededStream>): { readonly loss: number; readonly samples: number };
  /** Mean loss over the samples of these rows, and share of directions named. */
  validated(rows: Int32Array): Pick<Epoch, 'validationLoss' | 'validationAccuracy'>;
}

/** Rows pass through the network a few at a time, however many a batch has: the gradients of all add up before a step is taken. */
const learner = (net: Network, taker: Taker, targets: Targets, counts: Int32Array): Learner => {
  const toGradient = scratchOf(net.engine);
  const samplesOf = (rows: Int32Array): number => rows.reduce((sum, row) => sum + (counts[row] as number), 0);
  return {
    gradients: (rows, random) => {
      const samples = samplesOf(rows);
      let loss = 0;
      net.clear();
      for (const some of pieces(rows, taker.atOnce)) {
        const { times, x, targets: wanted } = taker.batch(some, targets);
        const out = net.forward(x, times, random);
        const gradient = toGradient(out.length);
        loss += lossOf(net.engine, out, wanted, times, gradient, 1 / samples);
        net.backward(gradient);
      }
      return { loss, samples };
    },
    validated: (rows) => {
      let loss = 0;
      let right = 0;
      for (const some of pieces(rows, taker.atOnce)) {
        const { times, x, targets: wanted } = taker.batch(some, targets);
        const out = net.forward(x, times);
        loss += lossOf(net.engine, out, wanted, times);
        for (let at = 0; at < wanted.counts.length; at += 1) {
          if (wanted.counts[at] === 1 && ((out[at * outputs] as number) > 0) === (wanted.up[at] === 1)) right += 1;
        }
      }
      const samples = samplesOf(rows);
      return { validationLoss: loss / samples, validationAccuracy: right / samples };
    },
  };
};

/** How a long training is watched and stopped. */
export interface TrainHooks {
  /** After each epoch; `state` copies what a later run can go on from. */
  readonly onEpoch?: (epoch: Epoch, state: () => TrainingState) => void | Promise<void>;
  /** Ends training between two batches; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Awaited between batches, so that a thread can hear messages; `setImmediate` of node:timers/promises is one. */
  readonly breathe?: () => Promise<unknown>;
  /** Opens what it computes with, and closes in the end; default `openEngine`. */
  readonly engine?: () => Engine;
}

/** Trains to the end, or until the signal. */
export const train = async (
  dataset: Dataset, options: TrainOptions, { onEpoch, signal, breathe, engine: open = openEngine }: TrainHooks = {}, from?: TrainingState,
): Promise<TrainedModel> => {
  const engine = open();
  try {
    const steps = training(dataset, options, from, engine);
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = steps.next();
      if (done === true) return value;
      if (value.kind === 'epoch') await onEpoch?.(value.epoch, value.state);
      await breathe?.();
    }
  } finally {
    engine.close();
  }
};
