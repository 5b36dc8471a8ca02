import { RetryableError } from '@streamforge/contracts/errors';
import { slots } from './slots.ts';
import { startThread, ThreadDied, type Thread, type ThreadOptions, type Watch } from './thread.ts';

export interface PoolOptions extends ThreadOptions {
  /** Tasks at the same time, each in a thread of its own. */
  readonly threads: number;
  /** How often a task is begun whose thread dies; default 3. */
  readonly attempts?: number;
}

export interface Pool<Task, News, Result> {
  /**
   * Works a task off once there is room, in the order of asking. `taskOf` is asked before each attempt, counted from 1, so that a task whose
   * thread died may go on from what it told. Rejects with what the task threw; with the signal's reason, at once and wherever it is; or
   * with a retryable `UNEXPECTED` when every attempt lost its thread.
   */
  run(taskOf: (attempt: number) => Task, watch?: Watch<News>): Promise<Result>;
  /** Ends the threads; a task that is being worked off is lost. */
  close(): Promise<void>;
}

/** Threads are started when they are needed, and kept for the next task. */
export const openPool = <Task, News, Result>({ threads, attempts = 3, ...options }: PoolOptions): Pool<Task, News, Result> => {
  const room = slots(threads);
  const idle: Thread<Task, News, Result>[] = [];
  const all = new Set<Thread<Task, News, Result>>();
  const closed = new AbortController();

  const taken = (): Thread<Task, News, Result> => {
    const known = idle.pop();
    if (known?.alive === true) return known;
    const thread = startThread<Task, News, Result>(options);
    all.add(thread);
    return thread;
  };
  const put = (thread: Thread<Task, News, Result>): void => {
    if (thread.alive) idle.push(thread);
    else all.delete(thread);
  };

  const attempted = async (task: Task, watch: Watch<News>): Promise<Result> => {
    const thread = taken();
    try {
      return await thread.run(task, watch);
    } finally {
      put(thread);
    }
  };

  return {
    run: async (taskOf, { signal, onNews } = {}) => {
      const ends = signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]);
      await room.enter(ends);
      try {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await attempted(taskOf(attempt), { signal: ends, onNews });
          } catch (error) {
            if (!(error instanceof ThreadDied)) throw error;
            if (attempt === attempts) throw new RetryableError('UNEXPECTED', `Its thread died each of ${attempts} times: ${error.message}.`);
          }
        }
      } finally {
        room.leave();
      }
    },
    close: async () => {
      closed.abort(new RetryableError('UNEXPECTED', 'The pool is closed.'));
      await Promise.all([...all].map((thread) => thread.end()));
    },
  };
};
