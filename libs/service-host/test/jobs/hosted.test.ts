import { systemClock } from '@streamforge/determinism/clock';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OpenJobs } from '../../src/jobs/jobs.ts';
import { jobsOf, startJobs } from '../../src/jobs/start.ts';
import { Stoppables } from '../../src/lifecycle/stoppables.ts';
import { createMetrics } from '../../src/metrics.ts';
import { defineService, type HostContext, type JobHandler, type Publication } from '../../src/service.ts';

type News = Publication<'queue-events'>;

describe('the jobs of a hosted service', () => {
  let directory: string;
  let relational: Relational;
  let jobs: OpenJobs;
  let stoppables: Stoppables;
  let context: HostContext;
  let news: News[];
  let publishing: (records: readonly News[]) => Promise<void>;
  const logger = pino({ level: 'silent' });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streamforge-jobs-'));
    relational = await openEmbeddedRelational({ directory });
    stoppables = new Stoppables(logger);
    news = [];
    publishing = (records) => Promise.resolve(void news.push(...records));
    const surroundings: Partial<HostContext> = {
      relational, clock: systemClock, logger, metrics: createMetrics(), config: {},
      publish: (_, records) => publishing(records as readonly News[]),
    };
    const opened = await jobsOf(service(() => Promise.resolve()), { relational });
    context = { ...surroundings, ...opened } as HostContext;
    jobs = opened.jobs as OpenJobs;
  });
  afterEach(async () => {
    stoppables.force();
    await stoppables.stop(1_000);
    await relational.close();
    await rm(directory, { recursive: true, force: true });
  });

  const service = (train: JobHandler<'gnn-trainer'>) =>
    defineService({ name: 'gnn-trainer', config: z.object({}), consumes: { 'gnn.commands.v1': () => Promise.resolve([]) }, jobs: { train } });
  const start = (train: JobHandler<'gnn-trainer'>): void =>
    startJobs(service(train), context, { instance: 'here', stoppables, random: () => 0, times: { renewMs: 50, pollMs: 10, attempts: 1 } });
  const accept = (id: string) => jobs.accept({ id, kind: 'train', parameters: { epochs: 1 } });
  const becomes = async (id: string, state: string): Promise<void> => {
    await expect.poll(() => jobs.get(id), { timeout: 10_000 }).toMatchObject({ state });
  };

  it('are told on queue-events, each with an id of its own, and counted', async () => {
    start(async ({ id, progress }, { config }) => {
      expect(config).toEqual({});
      await progress(0.25, 'warm', 5, { epoch: 3, loss: 0.5 });
      if (id === 'bad') throw new Error('too bad');
    });
    await accept('good');
    await accept('bad');
    await Promise.all([becomes('good', 'finished'), becomes('bad', 'failed')]);
    await accept('waits');
    await stoppables.stop(5_000);
    const told = news.filter(({ value }) => value?.job !== 'waits').map(({ value }) => value);
    expect(told).toMatchObject([
      { job: 'good', service: 'gnn-trainer', instance: 'here', event: 'started', recordsWritten: 0, message: '' },
      { job: 'good', event: 'loading', recordsWritten: 5, message: '25 % warm', progress: 0.25, figures: { epoch: 3, loss: 0.5 } },
      { job: 'good', event: 'finished', recordsWritten: 5 },
      { job: 'bad', event: 'started' }, { job: 'bad', event: 'loading' }, { job: 'bad', event: 'error', message: 'too bad' },
    ]);
    expect(new Set(news.map(({ id }) => id)).size).toBe(news.length);
    const text = await context.metrics.text();
    expect(text).toMatch(/streamforge_jobs_ended_total\{service="gnn-trainer",state="failed"\} 1/);
    expect(text).toMatch(/streamforge_jobs_ended_total\{service="gnn-trainer",state="finished"\} [12]/);
    expect(text).toMatch(/streamforge_jobs\{service="gnn-trainer",state="running"\} 0/);
    expect(text).toMatch(/streamforge_jobs_oldest_seconds\{service="gnn-trainer"\} \d/);
  });

  it('go on when their news can’t be published, and never wait for it', async () => {
    const never = Promise.withResolvers<void>();
    publishing = () => Promise.reject(new Error('no log'));
    let steps = 0;
    start(async ({ progress }) => {
      publishing = () => never.promise;
      await progress(0.5);
      steps += 1;
    });
    for (let index = 0; index < 60; index += 1) await accept(`job ${index}`);
    await becomes('job 59', 'finished');
    expect(steps).toBe(60);
    never.resolve();
  });

  it('are put back when the host stops', async () => {
    start(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))));
    await accept('long');
    await becomes('long', 'running');
    await stoppables.stop(5_000);
    expect(await jobs.get('long')).toMatchObject({ state: 'queued', attempt: 0, owner: 'here' });
    expect(news.at(-1)?.value).toMatchObject({ event: 'interrupted' });
  });

  it('are none where the service has none', async () => {
    const idle = defineService({ name: 'gnn-trainer', config: z.object({}), consumes: { 'gnn.commands.v1': () => Promise.resolve([]) } });
    expect(await jobsOf(idle, context)).toEqual({});
    startJobs(idle, context, { stoppables });
    await accept('nobody’s');
    await stoppables.stop(1_000);
    expect(await jobs.get('nobody’s')).toMatchObject({ state: 'queued' });
  });
});
