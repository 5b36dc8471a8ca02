/** The thread's side of a pool. */
import { parentPort, workerData, type MessagePort, type Transferable } from 'node:worker_threads';
import { toFailure } from './failure.ts';
import type { FromThread } from './messages.ts';

/** Tells the pool how a task stands; what is in `transfer` moves and is empty here afterwards. */
export type Say<News> = (news: News, transfer?: readonly Transferable[]) => void;

export type Work<Task, News, Result> = (task: Task, say: Say<News>) => Promise<Result> | Result;

/** What the pool was opened with, the same for every task. */
export const sharedData = <Data>(): Data => workerData as Data;

/** Works off one task after the other. What `work` throws ends its task only: with its code, where it has one. */
export const serve = <Task, News, Result>(work: Work<Task, News, Result>): void => {
  const port = parentPort as MessagePort;
  const post = (message: FromThread<News, Result>, transfer: readonly Transferable[] = []): void => port.postMessage(message, [...transfer]);
  const say: Say<News> = (news, transfer) => post({ kind: 'news', news }, transfer);
  port.on('message', (task: Task) => {
    void (async () => {
      try {
        post({ kind: 'done', result: await work(task, say) });
      } catch (error) {
        post({ kind: 'failed', failure: toFailure(error) });
      }
    })();
  });
};
