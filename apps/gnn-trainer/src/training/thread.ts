import { errors, RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { Worker } from 'node:worker_threads';
import type { EvaluateTask, Evaluation, News, Task, Trained, TrainTask } from './messages.ts';

export interface Watching {
  /** Ends the thread, at once and wherever it is. */
  readonly signal: AbortSignal;
  readonly onNews: (news: Exclude<News, { readonly kind: 'done' | 'failed' }>) => void;
}

/** Largest JavaScript heap of the thread in MiB; numbers lie in buffers outside it. */
const HEAP_MIB = 512;

const failureOf = ({ code, message }: Extract<News, { readonly kind: 'failed' }>): Error => code === undefined
  ? new Error(message)
  : new TerminalError(code, message.replace(errors[code].says, '').trim());

/** The bars move to the thread, so that they are in memory once. */
const buffersOf = ({ data }: Task): readonly ArrayBuffer[] =>
  data.series.flatMap((asset) => Object.values(asset).flatMap((column) => typeof column === 'string' ? [] : [column.buffer]));

/**
 * Works a task off in a thread of its own, so that the event loop stays free however long it takes. Rejects with the signal's reason once
 * it aborts, with the code that the work ended with, or with a retryable error where the thread died.
 */
export const inThread = async <Given extends Task>(
  task: Given, { signal, onNews }: Watching,
): Promise<Given extends TrainTask ? Trained : Given extends EvaluateTask ? Evaluation : never> => {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Trained | Evaluation>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: task,
    transferList: [...buffersOf(task)],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  worker.on('message', (news: News) => {
    if (news.kind === 'done') resolve(news.result);
    else if (news.kind === 'failed') reject(failureOf(news));
    else onNews(news);
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new RetryableError('UNEXPECTED', `The training thread ended with ${code}.`)));
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await promise as never;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
};
