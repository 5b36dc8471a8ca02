import { RetryableError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { aborted, freshJobs, type NewPlace } from './subject.ts';

export const cancelling = (newPlace: NewPlace): void => {
  describe('cancelling', () => {
    const place = freshJobs(newPlace);
    const accept = () => place().jobs.accept({ id: 'a', kind: 'train', parameters: null });

    it('ends a queued job at once, and nobody works on it', async () => {
      const { jobs, worker, becomes } = place();
      await accept();
      expect([await jobs.cancel('a'), await jobs.cancel('a')]).toEqual(['cancelled', 'cancelled']);
      await worker({ train: () => Promise.resolve() });
      await jobs.accept({ id: 'b', kind: 'train', parameters: null });
      await becomes('b', { state: 'finished' });
      expect(await jobs.get('a')).toMatchObject({ state: 'cancelled', attempt: 0, finishedAt: expect.any(Number) });
    });

    it('reaches the worker in another process', async () => {
      const { jobs, worker, becomes } = place();
      await accept();
      const { events } = await worker({ train: ({ signal }) => aborted(signal) });
      await becomes('a', { state: 'running' });
      expect(await jobs.cancel('a')).toBe('cancelling');
      await becomes('a', { state: 'cancelled' });
      await expect.poll(() => events.map(({ event }) => event)).toEqual(['started', 'interrupted']);
    });

    it('reaches work that forgets its signal at its next progress', async () => {
      const { jobs, worker, becomes } = place();
      await accept();
      await worker({
        train: async ({ progress }) => {
          for (;;) {
            await progress(0.1);
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        },
      });
      await becomes('a', { state: 'running', progress: { fraction: 0.1, note: '', recordsWritten: 0 } });
      await jobs.cancel('a');
      expect(await becomes('a', { state: 'cancelled' })).toMatchObject({ attempt: 1 });
    });

    it('comes too late for work that is done', async () => {
      const { jobs, worker, becomes } = place();
      await accept();
      await worker({ train: ({ signal }) => aborted(signal).catch(() => undefined) });
      await becomes('a', { state: 'running' });
      await jobs.cancel('a');
      await becomes('a', { state: 'finished' });
      expect(await jobs.cancel('a')).toBe('finished');
    });

    it('stands when the work fails before it hears of it', async () => {
      const { jobs, worker, becomes } = place();
      await accept();
      const fail = Promise.withResolvers<void>();
      await worker({ train: () => fail.promise }, { renewMs: 3_000 });
      await becomes('a', { state: 'running' });
      await jobs.cancel('a');
      fail.reject(new RetryableError('STORE_UNAVAILABLE'));
      expect(await becomes('a', { state: 'cancelled' })).toMatchObject({ attempt: 1 });
    });

    it('stands when the worker died before it heard of it', async () => {
      const { jobs, claims, worker, becomes } = place();
      await accept();
      await claims.next({ kinds: ['train'], owner: 'dies', leaseMs: 50, attempts: 3 });
      expect(await jobs.cancel('a')).toBe('cancelling');
      let started = 0;
      await worker({
        train: () => {
          started += 1;
          return Promise.resolve();
        },
      });
      await becomes('a', { state: 'cancelled', code: null });
      expect(started).toBe(0);
    });

    it('of a job that is not there is refused', async () => {
      await expect(place().jobs.cancel('none')).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
    });
  });
};
