/** Long work that a platform does by itself: a command begins it, shows how far it is and waits for its end. */
import { isErrorCode, TerminalError } from '@streamforge/contracts/errors';
import type { CommandContext } from '../command.ts';
import { AnswerError, UsageError } from '../complaint.ts';
import { progressDisplay } from '../replay/progress.ts';
import { mustHoldPlatform } from './data-directory.ts';
import { overHttp } from './http.ts';
import { elsewhere, runningOn } from './open.ts';
import { asPlatform, hostIn } from './opened.ts';
import { accepted, get, post, type Platform } from './platform.ts';
import { allServices } from './services.ts';

export interface WantedTask {
  readonly kind: 'rebuild' | 'verify';
  readonly store: string;
  readonly force?: boolean;
}

interface TaskState {
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

const LOOK_EVERY_MS = 100;

/** URLs that keep a role's data elsewhere than in the data directory. */
const isRemote = (env: CommandContext['shell']['terminal']['env']): boolean =>
  ['EVENT_LOG_URL', 'DOCUMENTS_URL'].every((name) => !/^(sqlite:.*)?$/.test(env[name] ?? ''));

/**
 * The platform that does the work: the one that runs on the data directory or that STREAMFORGE_URL names; else this process, over the
 * directory or over the servers that the environment names, beside the services that run there.
 */
const taskPlatform = async ({ directory, shell }: CommandContext): Promise<Platform> => {
  const { env } = shell.terminal;
  const run = elsewhere(env) ?? (isRemote(env) ? undefined : await runningOn(directory));
  if (run !== undefined) return overHttp(run);
  if (!isRemote(env)) await mustHoldPlatform(directory);
  return asPlatform(await hostIn(directory, shell, { services: allServices, listen: false, consume: false }));
};

/** Resolves to the result of the task, or to undefined when it was interrupted. Throws what it failed with. */
export const runTask = async <Result>(context: CommandContext, wanted: WantedTask): Promise<Result | undefined> => {
  const platform = await taskPlatform(context);
  try {
    await begin(platform, wanted);
    const { state, result, error } = await watched(context, platform, wanted);
    if (state === 'cancelled') return undefined;
    if (error === undefined) return result as Result;
    if (error.code === 'REQUEST_INVALID') throw new UsageError(error.message.replace(/^.*?\. (?=the )/, ''));
    throw new TerminalError(isErrorCode(error.code) ? error.code : 'INTERNAL', error.message);
  } finally {
    await platform.close();
  }
};

const begin = async (platform: Platform, wanted: WantedTask): Promise<void> => {
  try {
    await post(platform, '/v1/tasks', wanted);
  } catch (error) {
    if (!(error instanceof AnswerError) || error.code !== 'ROUTE_UNKNOWN') throw error;
    const says = 'the platform that answers runs no ingest; run this where the URLs of its servers are set, without STREAMFORGE_URL';
    throw new UsageError(says);
  }
};

const watched = async (
  { output, shell: { clock, signal } }: CommandContext, platform: Platform, { kind, store }: WantedTask,
): Promise<TaskState> => {
  const began = clock.monotonic();
  const display = progressDisplay(output, clock);
  try {
    for (;;) {
      if (signal.aborted) return accepted(await platform.request('POST', '/v1/tasks/current/cancel')) as TaskState;
      const task = await get(platform, '/v1/tasks/current') as TaskState;
      if (task.state !== 'running') return task;
      const elapsed = clock.monotonic() - began;
      display.show({ name: `${kind} ${store}`, bytesDone: task.done, bytesTotal: Math.max(1, task.total), rows: task.done, elapsed });
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  } finally {
    display.end();
  }
};
