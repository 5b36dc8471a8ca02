import type { Stoppable } from '../lifecycle/stoppables.ts';
import type { Bell } from './bell.ts';
import type { Claimed, Claims } from './claims.ts';
import type { RunJob } from './running-job.ts';
import { workOff, type Work, type WorkOff } from './work-off.ts';

export interface RunnerOptions extends WorkOff {
  readonly claims: Claims;
  readonly handlers: Readonly<Record<string, RunJob>>;
  /** Names this instance. */
  readonly owner: string;
  readonly bell: Bell;
  /** How often the store is asked for jobs that other instances accepted. */
  readonly pollMs: number;
  /** Jobs at the same time. */
  readonly concurrency: number;
}

/** One worker: claims a job, works it off, claims the next. Outages are waited for. */
const worker = (options: RunnerOptions, signal: AbortSignal, working: Set<Work>): Promise<void> => {
  const { claims, handlers, owner, leaseMs, attempts, bell, pollMs, clock, logger, wait, onEvent, onEnded } = options;
  const kinds = Object.keys(handlers);
  let failures = 0;

  const claimed = async (): Promise<Claimed | undefined> => {
    try {
      const next = await claims.next({ kinds, owner, leaseMs, attempts });
      failures = 0;
      if (next === undefined) await bell.wait(pollMs, clock, signal);
      return next;
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      logger.warn({ err: error }, 'jobs can not be claimed');
      await clock.sleep(wait(failures), signal);
      return undefined;
    }
  };

  const take = async (next: Claimed, askedAt: number): Promise<void> => {
    if (next.what === 'ended') {
      const { id, fence, state, code } = next;
      logger.warn({ job: id, state, ...code !== null && { code } }, 'a job ended without a worker');
      onEvent({ id, fence, event: state === 'failed' ? 'error' : 'interrupted', progress: undefined, message: code ?? '' });
      onEnded(state);
      return;
    }
    const run = handlers[next.claim.kind];
    if (run === undefined) throw new Error(`Claimed a job of the kind ${next.claim.kind}, which nobody asked for.`);
    const work = workOff(next.claim, askedAt, run, options);
    working.add(work);
    // A job that was claimed in the moment the process was told to stop.
    if (signal.aborted) work.lease.interrupt('draining');
    await work.done;
    working.delete(work);
  };

  return (async () => {
    while (!signal.aborted) {
      const askedAt = clock.monotonic();
      const next = await claimed();
      if (next !== undefined) await take(next, askedAt);
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) logger.error({ err: error }, 'a worker of jobs ended');
  });
};

/**
 * Works a service's jobs off, outside the consume loop. Stopping tells the handlers so, waits for them, and puts their jobs back with their
 * checkpoints; when forced, jobs that do not heed their signal are left to whoever finds their lease ended.
 */
export const startRunner = (options: RunnerOptions): Stoppable => {
  const stop = new AbortController();
  const working = new Set<Work>();
  const workers = Array.from({ length: options.concurrency }, () => worker(options, stop.signal, working));
  return {
    name: 'jobs',
    stop: async (force) => {
      stop.abort();
      for (const { lease } of working) lease.interrupt('draining');
      if (force) for (const { lease } of working) lease.end();
      else await Promise.all(workers);
    },
  };
};

