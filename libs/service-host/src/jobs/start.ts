import type { Random } from '@streamforge/determinism/random';
import { instanceName } from '../lifecycle/instance.ts';
import type { Stoppables } from '../lifecycle/stoppables.ts';
import { backoff } from '../loop/backoff.ts';
import type { DefinedService, HostContext, Ports } from '../service.ts';
import { claimsOf } from './claims.ts';
import { queueEvents } from './events.ts';
import { ended } from './job.ts';
import { openJobs } from './jobs.ts';
import { startRunner } from './runner.ts';
import type { RunningJob } from './running-job.ts';

export interface StartJobs {
  readonly stoppables: Stoppables;
  /** Names this instance among those of the service. */
  readonly instance?: string;
  readonly random?: Random;
  readonly times?: Partial<typeof defaults>;
}

/** In milliseconds, save `attempts` and `concurrency`. A cancelled job hears of it within `renewMs`. */
const defaults = { leaseMs: 30_000, renewMs: 2_000, pollMs: 1_000, attempts: 10, concurrency: 1 };

/** Waits between attempts. */
const RETRY = { firstMs: 1_000, mostMs: 60_000 };

/** What the context of a service with jobs has besides: opens them in its relational store. Nothing for a service without. */
export const jobsOf = async (service: DefinedService, ports: Pick<Ports, 'relational'>): Promise<Pick<HostContext, 'jobs'>> =>
  (service.jobs === undefined ? {} : { jobs: await openJobs(service.name, ports.relational) });

/** Works off a service's jobs until the host stops, and shows them in metrics and on `queue-events`. A service without jobs starts nothing. */
export const startJobs = (service: DefinedService, context: HostContext, options: StartJobs): void => {
  const { clock, logger, metrics, jobs } = context;
  if (service.jobs === undefined || jobs === undefined) return;
  const { stoppables, instance = instanceName(), random = Math.random, times = {} } = options;
  const { name } = service;
  const handlers = Object.fromEntries(Object.entries(service.jobs).map(([kind, handle]) => [kind, (job: RunningJob) => handle(job, context)]));
  for (const state of ended) metrics.count('streamforge_jobs_ended_total', { service: name, state }, 0);
  metrics.beforeScrape(async () => {
    const { counts, oldestMs } = await jobs.unfinished();
    for (const [state, count] of Object.entries(counts)) metrics.set('streamforge_jobs', { service: name, state }, count);
    metrics.set('streamforge_jobs_oldest_seconds', { service: name }, oldestMs / 1_000);
  });
  const { tell, told } = queueEvents({ service: name, instance, publish: context.publish, clock, logger });
  const runner = startRunner({
    ...defaults, ...times,
    claims: claimsOf(name, jobs.relational),
    bell: jobs.bell,
    handlers, clock, logger,
    owner: instance,
    wait: backoff(RETRY, random),
    onEvent: tell,
    onEnded: (state) => {
      if (ended.some((end) => end === state)) metrics.count('streamforge_jobs_ended_total', { service: name, state });
    },
  });
  stoppables.add({
    name: `${name} jobs`,
    stop: async (force) => {
      await runner.stop(force);
      if (!force) await told();
    },
  });
};
