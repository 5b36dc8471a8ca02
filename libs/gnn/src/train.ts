/** Training: epochs of shuffled batches, until validation stops improving. No shared state, so any thread can run it. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { adamStep, freshMoments } from './adam.ts';
import { checkDataset } from './check-dataset.ts';
import { sampleCount, type Dataset } from './dataset.ts';
import { lossOf, outputs, type Targets } from './kernels/losses.ts';
import { configOf, network, setWeights, weightsOf, type Network } from './network.ts';
import type { Epoch, TrainOptions } from './options.ts';
import { gathered, rowsWithSamples, stretch, stretches, targetsOf } from './samples.ts';
import { seededStream, shuffle } from './seeded-stream.ts';
import { captured, restored, type TrainingState } from './training-state.ts';
import type { TrainedModel } from './trained-model.ts';

/** Where training stands between two batches, or after an epoch. */
export type TrainingStep =
  | { readonly kind: 'batch'; readonly epoch: number; readonly batch: number; readonly batches: number }
  | { readonly kind: 'epoch'; readonly epoch: Epoch; /** A copy to go on from; made when asked. */ readonly state: () => TrainingState };

/**
 * Trains step by step: the caller may pause, cancel by not going on, or store a state after any epoch and later go on `from` it. The
 * same dataset, options and seed give the same bits, interrupted or not. Throws UNIVERSE_TOO_SMALL when train or validation has no
 * sample, and a RangeError when the dataset's sizes disagree or the loss is no longer a number.
 */
export function* training(dataset: Dataset, options: TrainOptions, from?: TrainingState): Generator<TrainingStep, TrainedModel> {
  checkDataset(dataset);
  const { split } = dataset;
  for (const window of ['train', 'validation'] as const) {
    if (sampleCount(dataset, split[window]) === 0) throw new StreamForgeError('UNIVERSE_TOO_SMALL', `no sample in the ${window} window`);
  }
  const config = configOf(dataset, options);
  const net = network(config, dataset, options);
  const moments = from === undefined ? freshMoments(net.parameters) : restored(net, from);
  const targets = targetsOf(dataset);
  const rows = rowsWithSamples(dataset, targets, split.train);
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
    for (let batch = 0; batch < batches; batch += 1) {
      const { times, x, targets: wanted } = gathered(dataset, targets, order.subarray(batch * options.batch, (batch + 1) * options.batch));
      const out = net.forward(x, times, random);
      const gradient = new Float32Array(out.length);
      const result = lossOf(out, wanted, gradient);
      net.backward(gradient);
      adamStep(net.parameters, moments, options);
      loss += result.loss;
      samples += result.samples;
      yield { kind: 'batch', epoch: number, batch: batch + 1, batches };
    }
    const epoch = { epoch: number, trainLoss: loss / samples, ...validated(net, dataset, targets, options.batch) };
    if (!Number.isFinite(epoch.trainLoss)) throw new RangeError(`training diverged in epoch ${number}: lower the learning rate`);
    epochs.push(epoch);
    if (epoch.validationLoss < bestLoss) {
      [best, bestEpoch, bestLoss] = [weightsOf(net), number, epoch.validationLoss];
    }
    yield { kind: 'epoch', epoch, state: () => captured(net, moments, epochs, best, bestEpoch) };
  }
  setWeights(net, best);
  return { config, weights: best, bestEpoch, epochs };
}

/** Mean loss, and share of directions named, over the validation window. */
const validated = (
  net: Network, dataset: Dataset, targets: Targets, size: number,
): { readonly validationLoss: number; readonly validationAccuracy: number } => {
  let loss = 0;
  let samples = 0;
  let right = 0;
  for (const rows of stretches(dataset.split.validation, size)) {
    const { times, x, targets: wanted } = stretch(dataset, targets, rows);
    const out = net.forward(x, times);
    const result = lossOf(out, wanted);
    loss += result.loss;
    samples += result.samples;
    for (let at = 0; at < wanted.counts.length; at += 1) {
      if (wanted.counts[at] === 1 && ((out[at * outputs] as number) > 0) === (wanted.up[at] === 1)) right += 1;
    }
  }
  return { validationLoss: loss / samples, validationAccuracy: right / samples };
};

/** How a long training is watched and stopped. */
export interface TrainHooks {
  /** After each epoch; `state` copies what a later run can go on from. */
  readonly onEpoch?: (epoch: Epoch, state: () => TrainingState) => void | Promise<void>;
  /** Ends training between two batches; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Awaited between batches, so that a thread can hear messages; `setImmediate` of node:timers/promises is one. */
  readonly breathe?: () => Promise<unknown>;
}

/** Trains to the end, or until the signal. */
export const train = async (
  dataset: Dataset, options: TrainOptions, { onEpoch, signal, breathe }: TrainHooks = {}, from?: TrainingState,
): Promise<TrainedModel> => {
  const steps = training(dataset, options, from);
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done === true) return value;
    if (value.kind === 'epoch') await onEpoch?.(value.epoch, value.state);
    await breathe?.();
  }
};
