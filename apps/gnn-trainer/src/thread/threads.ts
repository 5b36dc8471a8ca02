/** The threads of one job, so that the event loop stays free however long it takes. */
import { openPool, type Pool } from '@streamforge/training-pool/pool';
import type { Watch } from '@streamforge/training-pool/thread';
import { availableParallelism } from 'node:os';
import type { Answers, News, Task } from './messages.ts';

export interface Threads {
  /**
   * Works a task off once a thread is free. Rejects with what it threw, or with the signal’s reason, at once and wherever it is. `taskOf` is asked
   * again where a thread died.
   */
  ask<Kind extends Task['kind']>(taskOf: () => Extract<Task, { readonly kind: Kind }>, watch?: Watch<News>): Promise<Answers[Kind]>;
  close(): Promise<void>;
}

const MOST_THREADS = 8;

/** As many threads as are asked for; with 0, one fewer than there are cores, so that the event loop has one of its own. */
export const threadCount = (asked: number): number => (asked > 0 ? asked : Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1)));

/** Opens a job’s threads, `threads` of them at most; the signal ends whatever they are asked. */
export const openThreads = (threads: number, signal: AbortSignal): Threads => {
  const pool: Pool<Task, News, unknown> = openPool({ script: new URL('./worker.ts', import.meta.url), threads });
  return {
    ask: async (taskOf, watch = {}) => await pool.run(taskOf, { signal, ...watch }) as never,
    close: pool.close,
  };
};
