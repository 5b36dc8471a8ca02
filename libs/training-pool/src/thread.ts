import { TerminalError } from '@streamforge/contracts/errors';
import { Worker } from 'node:worker_threads';
import { fromFailure } from './failure.ts';
import type { FromThread } from './messages.ts';

export interface ThreadOptions {
  /** Module that calls `serve`. */
  readonly script: URL;
  /** Given to every thread; what is large in it lies in shared buffers. */
  readonly data?: unknown;
  /** Largest JavaScript heap in MiB; buffers lie outside it. */
  readonly heapMib?: number;
}

/** The thread ended without a word about its task. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';
}

export interface Watch<News> {
  readonly signal?: AbortSignal | undefined;
  readonly onNews?: ((news: News) => void) | undefined;
}

/** A thread that works off one task at a time. */
export interface Thread<Task, News, Result> {
  readonly alive: boolean;
  /** Rejects with what the task threw, with `ThreadDied`, or, after ending the thread, with the signal's reason. */
  run(task: Task, watch: Watch<News>): Promise<Result>;
  end(): Promise<void>;
}

const HEAP_MIB = 512;

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

export const startThread = <Task, News, Result>({ script, data, heapMib = HEAP_MIB }: ThreadOptions): Thread<Task, News, Result> => {
  const worker = new Worker(script, {
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: heapMib },
  });
  let alive = true;
  let ended: Error | undefined;
  let task: { readonly watch: Watch<News>; readonly settled: PromiseWithResolvers<Result> } | undefined;

  worker.on('message', (message: FromThread<News, Result>) => {
    if (message.kind === 'news') task?.watch.onNews?.(message.news);
    else if (message.kind === 'done') task?.settled.resolve(message.result);
    else task?.settled.reject(fromFailure(message.failure));
  });
  worker.on('error', (error: unknown) => {
    // The same task would fill the heap of the next thread too.
    ended = isOutOfMemory(error)
      ? new TerminalError('REQUEST_INVALID', `The work needs more than ${heapMib} MiB of memory: name fewer symbols or a shorter range.`)
      : new ThreadDied(error instanceof Error ? error.message : String(error), { cause: error });
  });
  worker.on('exit', (code) => {
    alive = false;
    ended ??= new ThreadDied(`it ended with ${code}`);
    task?.settled.reject(ended);
  });

  const end = async (): Promise<void> => {
    alive = false;
    await worker.terminate();
  };

  return {
    get alive() {
      return alive;
    },
    run: async (given, watch) => {
      watch.signal?.throwIfAborted();
      if (!alive) throw ended ?? new ThreadDied('it has ended');
      const settled = Promise.withResolvers<Result>();
      task = { watch, settled };
      const stop = (): void => settled.reject(watch.signal?.reason as Error);
      watch.signal?.addEventListener('abort', stop, { once: true });
      try {
        worker.postMessage(given, []);
        return await settled.promise;
      } catch (error) {
        // It may be in the middle of anything, for hours.
        if (watch.signal?.aborted === true) await end();
        throw error;
      } finally {
        task = undefined;
        watch.signal?.removeEventListener('abort', stop);
      }
    },
    end,
  };
};
