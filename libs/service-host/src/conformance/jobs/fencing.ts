import type { Transaction } from '@streamforge/relational/port';
import { describe, expect, it } from 'vitest';
import type { JobsPlace } from './subject.ts';
import { freshJobs, type NewPlace } from './subject.ts';
import type { Claim } from '../../jobs/job.ts';
import type { JobTable } from '../../jobs/table.ts';

const claimOf = async ({ claims }: JobsPlace, leaseMs: number): Promise<Claim> => {
  const next = await claims.next({ kinds: ['train'], owner: 'first', leaseMs, attempts: 3 });
  if (next?.what !== 'claim') throw new Error('There was nothing to claim.');
  return next.claim;
};

export const fencing = (newPlace: NewPlace): void => {
  describe('a worker that lost its job', () => {
    const place = freshJobs(newPlace);
    const lost = { code: 'JOB_LOST', name: 'TerminalError' };
    const progress = { fraction: 0.9, note: 'late', recordsWritten: 9 };

    it('can write nothing more for it', async () => {
      const { jobs, claims } = place();
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      const old = await claimOf(place(), 1);
      await expect.poll(() => claims.next({ kinds: ['train'], owner: 'second', leaseMs: 60_000, attempts: 3 })).toMatchObject({ claim: { fence: 2, attempt: 2 } });
      const before = await jobs.get('a');
      await expect(claims.renew(old, 60_000, progress)).rejects.toMatchObject(lost);
      await expect(claims.checkpoint(old, '"late"')).rejects.toMatchObject(lost);
      await expect(claims.settle(old, { state: 'finished' }, progress)).rejects.toMatchObject(lost);
      await expect(claims.settle(old, { state: 'queued', inMs: 0, givenBack: true, code: null, message: null }, progress)).rejects.toMatchObject(lost);
      await expect(claims.fenced(old, (trx: Transaction<JobTable>) => trx.deleteFrom('jobs').execute())).rejects.toMatchObject(lost);
      expect(await jobs.get('a')).toEqual(before);
    });

    it('is one whose job has ended', async () => {
      const { jobs, claims } = place();
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      const claim = await claimOf(place(), 60_000);
      expect(await claims.settle(claim, { state: 'finished' }, undefined)).toBe('finished');
      await expect(claims.settle(claim, { state: 'failed', code: 'UNEXPECTED', message: '' }, undefined)).rejects.toMatchObject(lost);
      expect(await claims.next({ kinds: ['train'], owner: 'second', leaseMs: 1, attempts: 3 })).toBeUndefined();
    });

    it('is none whose end was written though the reply was lost', async () => {
      const { jobs, claims } = place();
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      const back = { state: 'queued', inMs: 60_000, givenBack: true, code: null, message: null } as const;
      const claim = await claimOf(place(), 60_000);
      expect([await claims.settle(claim, back, undefined), await claims.settle(claim, back, undefined)]).toEqual(['queued', 'queued']);
      expect(await jobs.get('a')).toMatchObject({ attempt: 0, fence: 1 });
      expect([await jobs.cancel('a'), await claims.settle(claim, back, undefined)]).toEqual(['cancelled', 'cancelled']);
    });

    it('keeps its effects out of the store together with its proof', async () => {
      const { jobs, claims } = place();
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      const claim = await claimOf(place(), 60_000);
      const work = claims.fenced(claim, async (trx: Transaction<JobTable>) => {
        await trx.updateTable('jobs').set({ message: 'half' }).execute();
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await jobs.get('a')).toMatchObject({ message: null });
      expect(await claims.fenced(claim, () => Promise.resolve(7))).toBe(7);
    });
  });
};
