import { describe, expect, it } from 'vitest';
import { withoutEdges } from '../src/dataset.ts';
import { baselines } from '../src/evaluation/baselines/baselines.ts';
import { scoresOf } from '../src/evaluation/evaluate.ts';
import { modelToBytes } from '../src/model-file.ts';
import { defaultOptions, type TrainOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { train, training } from '../src/train.ts';
import { stateFromBytes, stateToBytes, type TrainingState } from '../src/training-state.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket();
const options: TrainOptions = { ...defaultOptions, hidden: 8, epochs: 12, batch: 32, dropout: 0.2, seed: 5 };

/** The state after each epoch of a whole training. */
const states = (): readonly TrainingState[] => {
  const all: TrainingState[] = [];
  for (const step of training(dataset, options)) if (step.kind === 'epoch') all.push(step.state());
  return all;
};

describe('training', () => {
  it('learns what neighbours tell, and nothing without them', async () => {
    const { test } = scoresOf(dataset, predict(await train(dataset, options), dataset));
    expect(test.accuracy).toBeGreaterThan(0.68);
    expect(test.ic).toBeGreaterThan(0.6);
    const alone = withoutEdges(dataset);
    const { test: without } = scoresOf(alone, predict(await train(alone, options), alone));
    expect(without.accuracy).toBeLessThan(0.58);
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const model = await train(dataset, options);
    expect(await train(dataset, options)).toEqual(model);
    expect((await train(dataset, { ...options, seed: 6 })).weights).not.toEqual(model.weights);
  });

  it('goes on from any stored epoch to the very same model', async () => {
    const whole = await train(dataset, options);
    for (const [index, state] of states().entries()) {
      expect(state.epochs).toHaveLength(index + 1);
      expect(await train(dataset, options, {}, stateFromBytes(stateToBytes(state)))).toEqual(whole);
    }
  });

  it('keeps the weights of the best epoch, and ends when validation no longer improves', async () => {
    const { bestEpoch, epochs, weights } = await train(dataset, { ...options, epochs: 400, patience: 4, learningRate: 0.05 });
    expect(epochs.length).toBe(bestEpoch + 4);
    expect(Math.min(...epochs.map(({ validationLoss }) => validationLoss))).toBe(epochs[bestEpoch - 1]?.validationLoss);
    expect((await train(dataset, { ...options, epochs: bestEpoch, learningRate: 0.05 })).weights).toEqual(weights);
  });

  it('tells each batch and each epoch, and ends between batches when it is cancelled', async () => {
    const kinds = Array.from(training(dataset, { ...options, epochs: 2 }), (step) =>
      step.kind === 'batch' ? `${step.batch}/${step.batches}` : `epoch ${step.epoch.epoch}`);
    expect(kinds).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5', 'epoch 1', '1/5', '2/5', '3/5', '4/5', '5/5', 'epoch 2']);
    const cancelling = new AbortController();
    const epochs: number[] = [];
    let breaths = 0;
    const hooks = {
      signal: cancelling.signal,
      onEpoch: ({ epoch }: { readonly epoch: number }) => void epochs.push(epoch),
      breathe: async () => { if (++breaths === 9) cancelling.abort(new Error('cancelled')); },
    };
    await expect(train(dataset, options, hooks)).rejects.toThrow('cancelled');
    expect([epochs, breaths]).toEqual([[1], 9]);
  });

  it('of baselines ends as soon, and breathes as often', async () => {
    const cancelling = new AbortController();
    let breaths = 0;
    const breathe = async (): Promise<void> => { if (++breaths === 3) cancelling.abort(new Error('cancelled')); };
    await expect(baselines(dataset, options, { signal: cancelling.signal, breathe })).rejects.toThrow('cancelled');
    expect(breaths).toBe(3);
  });

  it('refuses a checkpoint of another model', () => {
    const [state] = states();
    const wide = training(dataset, { ...options, hidden: 9 }, state);
    expect(() => wide.next()).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
    const bytes = stateToBytes(state as TrainingState);
    expect(() => stateFromBytes(bytes.subarray(0, bytes.length / 2))).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
    const without = { ...state as TrainingState, first: new Map() };
    expect(() => training(dataset, options, without).next()).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
  });

  it('refuses the file of a model as a checkpoint', async () => {
    const model = await train(dataset, { ...options, epochs: 1 });
    expect(() => stateFromBytes(modelToBytes(model))).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
  });
});
