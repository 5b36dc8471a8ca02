/** Training through the platform, as a user asks for it: a command on the log, and its job watched over HTTP. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from '@streamforge/bench/http/load';
import { get } from '../core/read-api.ts';
import { produce } from './market-feed.ts';

export interface Wanted {
  readonly model: string;
  readonly exchange: string;
  readonly interval: string;
  readonly from?: number;
  readonly to?: number;
  readonly training?: Readonly<Record<string, unknown>>;
}

/** What the gateway shows of a job. */
export interface ShownJob {
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** Orders a training and resolves to its job's id. */
export const trainOn = async (target: Target, { model, training, ...universe }: Wanted): Promise<string> => {
  const job = `verify-${randomUUID()}`;
  await produce(target, 'gnn.commands.v1', [{ job, command: 'train', model, universe, ...training !== undefined && { training }, time: Date.now() }]);
  return job;
};

const LOOK_EVERY_MS = 250;
const ENDED = ['finished', 'failed', 'cancelled'];

/** Resolves once the job has ended. Rejects when it is not there, or still running, after `timeoutMs`. */
export const jobEnded = async (target: Target, job: string, timeoutMs = 300_000): Promise<ShownJob> => {
  const deadline = performance.now() + timeoutMs;
  for (let last = 'it never began'; ; await pause(LOOK_EVERY_MS)) {
    const found = await get<ShownJob>(target, `/v1/jobs/gnn-trainer/${job}`).catch((error: unknown) => {
      last = String(error);
      return undefined;
    });
    if (found !== undefined && ENDED.includes(found.state)) return found;
    if (performance.now() > deadline) throw new Error(`job ${job}: ${found?.state ?? last}`);
  }
};
