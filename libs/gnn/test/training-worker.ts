/** Trains in a thread of its own, and tells each epoch to the one that started it. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Dataset } from '../src/dataset.ts';
import type { TrainOptions } from '../src/options.ts';
import { train } from '../src/train.ts';

const { dataset, options } = workerData as { readonly dataset: Dataset; readonly options: TrainOptions };
const cancelling = new AbortController();
parentPort?.once('message', () => cancelling.abort(new Error('cancelled')));
try {
  const onEpoch = (epoch: unknown): void => parentPort?.postMessage({ epoch }, []);
  const model = await train(dataset, options, { onEpoch, signal: cancelling.signal, breathe: () => setImmediate() });
  parentPort?.postMessage({ model }, []);
} catch (error) {
  parentPort?.postMessage({ failed: (error as Error).message }, []);
}
parentPort?.close();
