import { describe, expect, it } from 'vitest';
import { openEngine, type EngineName } from '../src/kernels/engine.ts';
import { modelFromBytes, modelToBytes } from '../src/model-file.ts';
import { defaultOptions, layerTypes, type TrainOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { train } from '../src/train.ts';
import type { TrainedModel } from '../src/trained-model.ts';
import { stateFromBytes, stateToBytes } from '../src/training-state.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket();
const base: TrainOptions = { ...defaultOptions, hidden: 8, heads: 2, epochs: 4, batch: 32, dropout: 0.2, attentionDropout: 0.2, residual: true, layerNorm: true, seed: 5 };

const kinds: readonly (readonly [string, TrainOptions])[] = [
  ...layerTypes.map((layer) => [layer, { ...base, layer, convolutions: 2 }] as const),
  ['gcn after a recurrent unit', { ...base, temporal: 'gru' }],
  ['sage after causal convolutions, ordering', { ...base, layer: 'sage', temporal: 'convolution', loss: 'ranking' }],
];

const trainedOn = (options: TrainOptions, engine: EngineName): Promise<TrainedModel> => train(dataset, options, { engine: () => openEngine(engine) });

describe.each(kinds)('a training of %s', (_name, options) => {
  it('gives the same bits when it is repeated, and others for another seed', async () => {
    const model = await train(dataset, options);
    expect(await train(dataset, options)).toEqual(model);
    expect((await train(dataset, { ...options, seed: 6 })).weights).not.toEqual(model.weights);
  });

  it('gives the same bits after it was interrupted', async () => {
    const model = await train(dataset, options);
    const states: Uint8Array[] = [];
    const onEpoch = (_epoch: unknown, state: () => Parameters<typeof stateToBytes>[0]): void => void states.push(stateToBytes(state()));
    await train(dataset, { ...options, epochs: 2 }, { onEpoch });
    expect(await train(dataset, options, {}, stateFromBytes(states[1] as Uint8Array))).toEqual(model);
  });

  it('gives the same in TypeScript as in WebAssembly, to 1e-3 of a probability after four epochs', async () => {
    const [oracle, fast] = [await trainedOn(options, 'typescript'), await trainedOn(options, 'wasm')];
    const [slow, quick] = [predict(oracle, dataset).probabilityUp, predict(fast, dataset).probabilityUp];
    expect(Math.max(...slow.map((value, at) => Math.abs(value - (quick[at] as number))))).toBeLessThan(1e-3);
    expect(fast.bestEpoch).toBe(oracle.bestEpoch);
  });

  it('says the same when it was written to a file and read', async () => {
    const model = await train(dataset, { ...options, epochs: 1 });
    expect(predict(modelFromBytes(modelToBytes(model), model.config), dataset)).toEqual(predict(model, dataset));
    const other = { ...model.config, layer: options.layer === 'gat' ? 'gatv2' : 'gat' } as const;
    expect(() => predict(modelFromBytes(modelToBytes(model), other), dataset)).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
  });
});
