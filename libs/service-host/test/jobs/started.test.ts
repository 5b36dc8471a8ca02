import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OpenJobs } from '../../src/jobs/jobs.ts';
import { defineService } from '../../src/service.ts';
import { hostPlace } from '../open-host.ts';

describe('a host whose service has jobs', () => {
  const place = hostPlace();
  let jobs: OpenJobs | undefined;
  const trainer = (work: () => Promise<void>) => defineService({
    name: 'gnn-trainer',
    config: z.object({}),
    consumes: { 'gnn.commands.v1': () => Promise.resolve([]) },
    routes: (_, context) => {
      jobs = context.jobs as OpenJobs;
    },
    jobs: { train: work },
  });
  const becomes = async (state: string): Promise<void> => {
    await expect.poll(() => jobs?.get('one'), { timeout: 10_000 }).toMatchObject({ state });
  };

  it('works them off beside the consume loop', async () => {
    let worked = 0;
    await place().open([trainer(() => Promise.resolve(void (worked += 1)))]);
    await jobs?.accept({ id: 'one', kind: 'train', parameters: {} });
    await becomes('finished');
    expect(worked).toBe(1);
  });

  it('works none off while it only reads, and the next host takes them over', async () => {
    const host = await place().open([trainer(() => Promise.reject(new Error('worked')))], { consume: false });
    await jobs?.accept({ id: 'one', kind: 'train', parameters: {} });
    await becomes('queued');
    await host.stop();
    await place().open([trainer(() => Promise.resolve())]);
    await becomes('finished');
    expect(await jobs?.get('one')).toMatchObject({ attempt: 1 });
  });
});
