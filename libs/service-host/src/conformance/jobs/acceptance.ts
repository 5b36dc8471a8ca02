import { describe, expect, it } from 'vitest';
import { freshJobs, type NewPlace } from './subject.ts';

export const acceptance = (newPlace: NewPlace): void => {
  describe('a command', () => {
    const place = freshJobs(newPlace);
    const train = { id: 'a', kind: 'train', parameters: { epochs: 3, symbols: ['x', 'ключ\0'] } };

    it('becomes a job, once, however often it is accepted', async () => {
      const { jobs } = place();
      const again = { ...train, parameters: { symbols: ['x', 'ключ\0'], epochs: 3 } };
      const answers = await Promise.all([train, again, train, again].map((job) => jobs.accept(job)));
      expect(answers.toSorted()).toEqual(['accepted', 'known', 'known', 'known']);
      expect(await jobs.list({ limit: 10 })).toEqual([{
        ...train, state: 'queued', attempt: 0, owner: null, fence: 0, progress: null, code: null, message: null,
        createdAt: expect.any(Number), startedAt: null, finishedAt: null,
      }]);
    });

    it('that is another under a known id is refused', async () => {
      const { jobs } = place();
      await jobs.accept(train);
      await expect(jobs.accept({ ...train, parameters: { epochs: 4 } })).rejects.toMatchObject({ code: 'ID_CONFLICT' });
      await expect(jobs.accept({ ...train, kind: 'evaluate' })).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    });

    it('is worked off oldest first, and its progress is seen by all', async () => {
      const { jobs, worker, becomes } = place();
      const order: string[] = [];
      const ids = ['c', 'a', 'b'];
      for (const id of ids) {
        await jobs.accept({ id, kind: 'train', parameters: null });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const { events } = await worker({
        train: async (job) => {
          order.push(job.id);
          await job.progress(0.5, 'half', 7, { epoch: 4, loss: 0.25, etaSeconds: Number.NaN });
          await job.progress(2);
        },
      });
      const last = await becomes('b', { state: 'finished' });
      expect(order).toEqual(ids);
      expect(last).toMatchObject({ attempt: 1, fence: 1, owner: 'worker-1', progress: { fraction: 1, note: '', recordsWritten: 0 } });
      expect(last.finishedAt).toBeGreaterThanOrEqual(last.startedAt ?? Infinity);
      await expect.poll(() => events.filter(({ id }) => id === 'c')).toMatchObject([
        { event: 'started' }, { event: 'loading', message: 'half', progress: { fraction: 0.5, note: 'half', recordsWritten: 7, figures: { epoch: 4, loss: 0.25 } } }, { event: 'finished' },
      ]);
      expect(await jobs.list({ state: 'finished', limit: 2 })).toMatchObject([{ id: 'b' }, { id: 'a' }]);
      expect(await jobs.list({ state: 'queued', limit: 2 })).toEqual([]);
    });

    it('of a kind that a worker does not know is left to one that does', async () => {
      const { jobs, worker, becomes } = place();
      await jobs.accept({ id: 'old', kind: 'evaluate', parameters: null });
      await jobs.accept({ id: 'new', kind: 'train', parameters: null });
      await worker({ train: () => Promise.resolve() });
      await becomes('new', { state: 'finished' });
      expect(await jobs.get('old')).toMatchObject({ state: 'queued', attempt: 0 });
    });

    it('counts as unfinished until it ends', async () => {
      const { jobs, worker, becomes } = place();
      expect(await jobs.unfinished()).toEqual({ counts: { queued: 0, running: 0, cancelling: 0 }, oldestMs: 0 });
      await jobs.accept(train);
      await jobs.accept({ id: 'other', kind: 'other', parameters: 1 });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const waiting = await jobs.unfinished();
      expect(waiting.counts).toEqual({ queued: 2, running: 0, cancelling: 0 });
      expect(waiting.oldestMs).toBeGreaterThan(0);
      const go = Promise.withResolvers<void>();
      await worker({ train: () => go.promise });
      await becomes('a', { state: 'running' });
      expect((await jobs.unfinished()).counts).toEqual({ queued: 1, running: 1, cancelling: 0 });
      go.resolve();
      await becomes('a', { state: 'finished' });
      expect(await jobs.get('nothing')).toBeUndefined();
    });
  });
};
