import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { defaultOptions, type Epoch } from '../src/options.ts';
import { train } from '../src/train.ts';
import type { TrainedModel } from '../src/trained-model.ts';
import { toyMarket } from './toy-market.ts';

interface Told {
  readonly epoch?: Epoch;
  readonly model?: TrainedModel;
  readonly failed?: string;
}

const dataset = toyMarket();

const inThread = async (epochs: number, onTold: (told: Told, worker: Worker) => void): Promise<void> => {
  const options = { ...defaultOptions, epochs, patience: epochs };
  const worker = new Worker(new URL('training-worker.ts', import.meta.url), { workerData: { dataset, options }, execArgv: [] });
  worker.on('message', (told: Told) => onTold(told, worker));
  await once(worker, 'exit');
};

describe('a training in a worker thread', () => {
  it('tells its epochs and gives the model that it gives here', async () => {
    const told: Told[] = [];
    await inThread(4, (each) => void told.push(each));
    expect(told.flatMap(({ epoch }) => epoch?.epoch ?? [])).toEqual([1, 2, 3, 4]);
    expect(told.at(-1)?.model).toEqual(await train(dataset, { ...defaultOptions, epochs: 4 }));
  });

  it('ends at once when it is told to', async () => {
    const told: Told[] = [];
    await inThread(100_000, (each, worker) => {
      told.push(each);
      worker.postMessage('cancel', []);
    });
    expect(told.at(-1)).toEqual({ failed: 'cancelled' });
  });
});
