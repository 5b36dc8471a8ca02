import { RetryableError } from '@streamforge/contracts/errors';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf, type Claims } from '../../src/jobs/claims.ts';
import { openJobs, type OpenJobs } from '../../src/jobs/jobs.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import type { RunJob } from '../../src/jobs/running-job.ts';
import type { Stoppable } from '../../src/lifecycle/stoppables.ts';

describe('while the store is down', () => {
  let directory: string;
  let relational: Relational;
  let jobs: OpenJobs;
  let runner: Stoppable | undefined;
  let down: boolean;
  let logged: string[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streamforge-jobs-'));
    relational = await openEmbeddedRelational({ directory });
    jobs = await openJobs('gnn-trainer', relational);
    [down, logged] = [false, []];
  });
  afterEach(async () => {
    down = false;
    await runner?.stop(true);
    await relational.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** The real claims behind a layer that fails while the store is down. */
  const layered = (): Claims => {
    const claims = claimsOf('gnn-trainer', relational);
    const whileUp = <Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      (...args: Args): Promise<Answer> => (down ? Promise.reject(new RetryableError('STORE_UNAVAILABLE')) : call(...args));
    return {
      next: whileUp(claims.next),
      renew: whileUp(claims.renew),
      checkpoint: whileUp(claims.checkpoint),
      settle: whileUp(claims.settle),
      fenced: (claim, work) => whileUp(() => claims.fenced(claim, work))(),
    };
  };
  const start = (train: RunJob, leaseMs: number): void => {
    runner = startRunner({
      claims: layered(), handlers: { train }, owner: 'w', leaseMs, renewMs: 50, pollMs: 10, attempts: 3, concurrency: 1,
      bell: jobs.bell, clock: systemClock, wait: () => 10, onEvent: () => undefined, onEnded: () => undefined,
      logger: pino({}, { write: (line) => void logged.push((JSON.parse(line) as { msg: string }).msg) }),
    });
  };
  const becomes = async (looks: object): Promise<void> => {
    await expect.poll(() => jobs.get('a'), { timeout: 10_000, interval: 20 }).toMatchObject(looks);
  };
  const accept = () => jobs.accept({ id: 'a', kind: 'train', parameters: null });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('a worker asks again until it is up', async () => {
    down = true;
    await accept();
    start(() => Promise.resolve(), 10_000);
    await expect.poll(() => logged).toContain('jobs can not be claimed');
    down = false;
    await becomes({ state: 'finished', attempt: 1 });
    expect(await jobs.get('a')).toMatchObject({ fence: 1 });
  });

  it('work that ended is written as such once it is up, within its lease', async () => {
    await accept();
    start(async ({ progress }) => {
      down = true;
      await progress(0.3);
    }, 10_000);
    await expect.poll(() => logged).toContain('the end of a job can not be written yet');
    down = false;
    await becomes({ state: 'finished', attempt: 1, progress: { fraction: 0.3, note: '', recordsWritten: 0 } });
    expect(await jobs.get('a')).toMatchObject({ fence: 1 });
  });

  it('longer than the lease, work stops, writes nothing more, and is begun again when it is up', async () => {
    await accept();
    const refused: unknown[] = [];
    start(async ({ attempt, signal, checkpoint, fenced, progress }) => {
      if (attempt > 1) return;
      down = true;
      await pause(600);
      expect(signal.aborted).toBe(true);
      down = false;
      for (const write of [() => checkpoint(1), () => fenced(() => Promise.resolve()), () => progress(1)]) {
        await write().catch((error: unknown) => refused.push(error));
      }
    }, 300);
    await becomes({ state: 'finished', attempt: 2, fence: 2 });
    expect(refused).toMatchObject([{ why: 'lost' }, { why: 'lost' }, { why: 'lost' }]);
    expect(logged).toContain('another worker has the job, or will have it when its lease ends');
  });

  it('past the end of the lease, work that ended is given up and begun again', async () => {
    await accept();
    start(({ attempt }) => {
      down = attempt === 1;
      return Promise.resolve();
    }, 300);
    await pause(600);
    down = false;
    await becomes({ state: 'finished', attempt: 2 });
    expect(await jobs.get('a')).toMatchObject({ fence: 2 });
  });

  it('and the process is told to stop, it stops asking', async () => {
    down = true;
    start(() => Promise.resolve(), 300);
    await expect.poll(() => logged).toContain('jobs can not be claimed');
    await expect(runner?.stop(false)).resolves.toBeUndefined();
  });
});
