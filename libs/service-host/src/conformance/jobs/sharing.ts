import { describe, expect, it } from 'vitest';
import type { RunJob } from '../../jobs/running-job.ts';
import { freshJobs, type NewPlace } from './subject.ts';

export const sharing = (newPlace: NewPlace): void => {
  describe('workers on one store', () => {
    const place = freshJobs(newPlace);

    it('share the jobs, never one at the same time, and each takes one at a time', async () => {
      const { jobs, worker, becomes } = place();
      const ids = Array.from({ length: 24 }, (_, index) => `job ${index}`);
      const starts = new Map<string, number>();
      let widest = 0;
      const working = (): RunJob => {
        let busy = 0;
        return async ({ id }) => {
          busy += 1;
          widest = Math.max(widest, busy);
          starts.set(id, (starts.get(id) ?? 0) + 1);
          await new Promise((resolve) => setTimeout(resolve, 10));
          busy -= 1;
        };
      };
      await Promise.all([worker({ train: working() }), worker({ train: working() }), worker({ train: working() })]);
      await Promise.all(ids.map((id) => jobs.accept({ id, kind: 'train', parameters: null })));
      for (const id of ids) await becomes(id, { state: 'finished', attempt: 1, fence: 1 });
      expect([...starts.values()]).toEqual(ids.map(() => 1));
      expect(widest).toBe(1);
      const owners = new Set((await jobs.list({ limit: 100 })).map(({ owner }) => owner));
      expect(owners.size).toBeGreaterThan(1);
    });

    it('may take several at a time', async () => {
      const { jobs, worker, becomes } = place();
      const both = Promise.withResolvers<void>();
      let inside = 0;
      await worker({
        train: async () => {
          inside += 1;
          if (inside === 2) both.resolve();
          await both.promise;
        },
      }, { concurrency: 2 });
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      await jobs.accept({ id: 'b', kind: 'train', parameters: null });
      expect(await Promise.all([becomes('a', { state: 'finished' }), becomes('b', { state: 'finished' })])).toHaveLength(2);
    });

    it('begin at once what was accepted in their own process', async () => {
      const { worker, becomes } = place();
      const { jobs } = await worker({ train: () => Promise.resolve() }, { pollMs: 600_000 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      expect(await becomes('a', { state: 'finished' })).toMatchObject({ attempt: 1 });
    });
  });
};
