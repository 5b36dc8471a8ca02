import { describe, expect, it } from 'vitest';
import { aborted, freshJobs, SHORT_LEASE_MS, type NewPlace } from './subject.ts';

export const stopping = (newPlace: NewPlace): void => {
  describe('stopping a worker', () => {
    const place = freshJobs(newPlace);
    const accept = () => place().jobs.accept({ id: 'a', kind: 'train', parameters: null });

    it('lets the work keep a last checkpoint, and puts it back', async () => {
      await accept();
      const { stoppable, events } = await place().worker({
        train: async ({ signal, checkpoint, progress }) => {
          await aborted(signal).catch(() => undefined);
          await checkpoint({ last: true });
          await progress(0.5);
        },
      });
      await place().becomes('a', { state: 'running' });
      await stoppable.stop(false);
      expect(await place().jobs.get('a')).toMatchObject({ state: 'queued', attempt: 0, code: null, finishedAt: null });
      expect(events.at(-1)).toMatchObject({ event: 'interrupted' });
      let resumed: unknown;
      await place().worker({
        train: ({ resumeFrom }) => {
          resumed = resumeFrom;
          return Promise.resolve();
        },
      });
      await place().becomes('a', { state: 'finished', attempt: 1, fence: 2 });
      expect(resumed).toEqual({ last: true });
    });

    it('counts work that ends meanwhile as finished', async () => {
      await accept();
      const { stoppable } = await place().worker({ train: ({ signal }) => aborted(signal).catch(() => undefined) });
      await place().becomes('a', { state: 'running' });
      await stoppable.stop(false);
      expect(await place().jobs.get('a')).toMatchObject({ state: 'finished' });
    });

    it('by force leaves work that does not listen to the end of its lease', async () => {
      await accept();
      const never = Promise.withResolvers<void>();
      const { stoppable } = await place().worker({ train: () => never.promise }, { leaseMs: SHORT_LEASE_MS });
      await place().becomes('a', { state: 'running' });
      await stoppable.stop(true);
      expect(await place().jobs.get('a')).toMatchObject({ state: 'running' });
      await place().worker({ train: () => Promise.resolve() });
      await place().becomes('a', { state: 'finished', attempt: 2, fence: 2 });
      never.resolve();
    });

    it('of an idle worker ends at once', async () => {
      const { stoppable } = await place().worker({ train: () => Promise.resolve() }, { pollMs: 600_000 });
      await expect(stoppable.stop(false)).resolves.toBeUndefined();
    });
  });
};
