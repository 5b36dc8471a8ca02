import { systemClock } from '@streamforge/determinism/clock';
import type { Relational } from '@streamforge/relational/port';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { claimsOf, type Claims } from '../../jobs/claims.ts';
import type { Job } from '../../jobs/job.ts';
import { openJobs, type OpenJobs } from '../../jobs/jobs.ts';
import { startRunner, type RunnerOptions } from '../../jobs/runner.ts';
import type { RunJob } from '../../jobs/running-job.ts';
import type { JobEvent } from '../../jobs/work-off.ts';
import { SERVICE_NAME } from './effects.ts';
import type { Stoppable } from '../../lifecycle/stoppables.ts';

/** An empty place that a relational store can be opened on, several times and from several processes at once. */
export interface Place {
  open(): Promise<Relational>;
  /** The same for a process of its own, as `worker-child.ts` takes it. */
  readonly where: { readonly directory: string } | { readonly url: string };
  dispose(): Promise<void>;
}

export type NewPlace = () => Promise<Place>;

export const SERVICE = SERVICE_NAME;

export interface Worker {
  readonly jobs: OpenJobs;
  readonly claims: Claims;
  readonly events: readonly JobEvent[];
  readonly stoppable: Stoppable;
}

export interface JobsPlace {
  readonly jobs: OpenJobs;
  readonly claims: Claims;
  readonly place: Place;
  /** A worker with a connection of its own; it ends with the test. */
  worker(handlers: Readonly<Record<string, RunJob>>, options?: Partial<RunnerOptions>): Promise<Worker>;
  /** Resolves to the job once it looks so. */
  becomes(id: string, looks: Partial<Job>): Promise<Job>;
}

/** Long enough for a busy machine to renew in. */
const patient = { leaseMs: 5_000, renewMs: 100, pollMs: 25, attempts: 3, concurrency: 1 };

/** Short enough to be waited for, where a lease shall run out. */
export const SHORT_LEASE_MS = 400;

/** Jobs on an empty place, for each test. */
export const freshJobs = (newPlace: NewPlace): (() => JobsPlace) => {
  let running: JobsPlace | undefined;
  let started: Stoppable[] = [];
  let opened: Relational[] = [];
  let place: Place | undefined;
  beforeEach(async () => {
    const here = place = await newPlace();
    [started, opened] = [[], []];
    const open = async (): Promise<OpenJobs> => {
      const port = await here.open();
      opened.push(port);
      return openJobs(SERVICE, port);
    };
    const jobs = await open();
    running = {
      jobs, place,
      claims: claimsOf(SERVICE, jobs.relational),
      worker: async (handlers, options = {}) => {
        const own = await open();
        const claims = claimsOf(SERVICE, own.relational);
        const events: JobEvent[] = [];
        const stoppable = startRunner({
          ...patient, claims, handlers,
          owner: `worker-${started.length + 1}`,
          bell: own.bell, clock: systemClock,
          logger: pino({ level: 'silent' }),
          wait: () => 20,
          onEvent: (event) => void events.push(event),
          onEnded: () => undefined,
          ...options,
        });
        started.push(stoppable);
        return { jobs: own, claims, events, stoppable };
      },
      becomes: async (id, looks) => {
        await expect.poll(() => jobs.get(id), { timeout: 15_000, interval: 20 }).toMatchObject(looks);
        return await jobs.get(id) as Job;
      },
    };
  });
  afterEach(async () => {
    await Promise.all(started.map((stoppable) => stoppable.stop(true)));
    await Promise.all(opened.map((port) => port.close()));
    await place?.dispose();
  });
  return () => {
    if (running === undefined) throw new Error('The place exists only while a test runs.');
    return running;
  };
};

/** Resolves when the signal aborts, as work does that heeds it. */
export const aborted = async (signal: AbortSignal): Promise<never> => new Promise((_, reject) => {
  const stop = (): void => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
});
