import type { QueueControl } from '@streamforge/contracts/events/queue';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { obey } from '../src/control/obey.ts';
import { openJobs, type OpenJobs } from '../src/jobs/jobs.ts';

const ordered = (command: QueueControl['command'], job: string, more: Partial<QueueControl> = {}): QueueControl =>
  ({ service: 'gnn-trainer', time: 0, command, job, ...more });

describe('a command to a service with jobs', () => {
  const kinds = ['train', 'predict'];
  let jobs: OpenJobs;
  let close: () => Promise<void> = () => Promise.resolve();
  beforeEach(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streamforge-obey-'));
    const relational = await openEmbeddedRelational({ directory });
    jobs = await openJobs('gnn-trainer', relational);
    close = async () => {
      await relational.close();
      await rm(directory, { recursive: true, force: true });
    };
  });
  afterEach(() => close());

  it('starts a job once, however often it comes, and the job speaks for itself', async () => {
    const start = ordered('start', 'a', { kind: 'train' });
    expect(await obey(start, { jobs, kinds })).toBeUndefined();
    expect(await obey(start, { jobs, kinds })).toBeUndefined();
    expect(await jobs.list({ limit: 10 })).toMatchObject([{ id: 'a', kind: 'train', state: 'queued', parameters: {} }]);
  });

  it('starts no kind that the service does not know, and says which it knows', async () => {
    await expect(obey(ordered('start', 'a', { kind: 'dance' }), { jobs, kinds })).rejects.toThrow('kind is dance: there are train, predict.');
    await expect(obey(ordered('start', 'a'), { jobs, kinds })).rejects.toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining('kind is missing') as string });
  });

  it('stops a job that nobody has begun, and says so once', async () => {
    await jobs.accept({ id: 'a', kind: 'train', parameters: {} });
    expect(await obey(ordered('stop', 'a'), { jobs, kinds })).toEqual({ event: 'interrupted', recordsWritten: 0, message: 'cancelled before it began' });
    expect(await obey(ordered('stop', 'a'), { jobs, kinds })).toBeUndefined();
    await expect(obey(ordered('stop', 'b'), { jobs, kinds })).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
  });

  it('says how a job stands', async () => {
    await jobs.accept({ id: 'a', kind: 'train', parameters: {} });
    expect(await obey(ordered('ping', 'a'), { jobs, kinds })).toEqual({ event: 'loading', recordsWritten: 0, message: 'queued' });
    await jobs.cancel('a');
    expect(await obey(ordered('ping', 'a'), { jobs, kinds })).toMatchObject({ event: 'interrupted', message: 'cancelled' });
  });
});

describe('a command to a service without jobs', () => {
  const none = { jobs: undefined, kinds: [] };

  it('starts and stops nothing, and says so', async () => {
    await expect(obey(ordered('start', 'a', { kind: 'train' }), none)).rejects.toThrow('kind is train: the service has no jobs.');
    await expect(obey(ordered('stop', 'a'), none)).rejects.toMatchObject({ code: 'JOB_UNKNOWN', message: expect.stringContaining('The service has no jobs.') as string });
  });

  it('is answered when it asks whether the service is there', async () => {
    expect(await obey(ordered('ping', 'hello'), none)).toMatchObject({ event: 'started', recordsWritten: 0 });
  });
});
