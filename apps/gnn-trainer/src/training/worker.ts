/** The thread that trains: one task, then it ends. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { News, Task } from './messages.ts';
import { evaluateOn, trainOn } from './work.ts';

const port = parentPort as MessagePort;
const say = (news: News): void => port.postMessage(news);

const failureOf = (error: unknown): News => {
  const message = error instanceof Error ? error.message : String(error);
  // Arithmetic comes out the same however often it is tried: sizes and rates that can't work are the order’s fault.
  if (error instanceof RangeError) return { kind: 'failed', code: 'REQUEST_INVALID', message };
  return { kind: 'failed', code: error instanceof StreamForgeError ? error.code : undefined, message };
};

const task = workerData as Task;
try {
  say({ kind: 'done', result: task.kind === 'train' ? await trainOn(task, say) : await evaluateOn(task, say) });
} catch (error) {
  say(failureOf(error));
}
