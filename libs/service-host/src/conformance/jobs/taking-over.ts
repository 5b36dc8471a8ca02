import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { effectful, effectsIn, migrateEffects, STEPS } from './effects.ts';
import { freshJobs, SHORT_LEASE_MS, type NewPlace } from './subject.ts';

const program = fileURLToPath(new URL('./worker-child.ts', import.meta.url));
const all = Array.from({ length: STEPS }, (_, index) => index + 1);

export const takingOver = (newPlace: NewPlace): void => {
  describe('the job of a worker in another process', () => {
    const place = freshJobs(newPlace);
    let children: ChildProgram[] = [];
    afterEach(async () => {
      await Promise.all(children.map((child) => child.kill('SIGKILL')));
      children = [];
    });
    /** A child that works on the job and has done its third step. */
    const working = async (): Promise<ChildProgram> => {
      const { jobs } = place();
      await migrateEffects(jobs.relational);
      await jobs.accept({ id: 'a', kind: 'train', parameters: null });
      const child = startProgram(program, [JSON.stringify(place().place.where), 'child', '2000']);
      children.push(child);
      await child.saw(/step 3\n/);
      return child;
    };
    const steps = async () => (await effectsIn(place().jobs.relational)).map(({ step }) => step);

    it('that is killed goes on from its checkpoint, and no effect is lost or doubled', async () => {
      const child = await working();
      await child.kill('SIGKILL');
      const said: string[] = [];
      await place().worker({ train: effectful((line) => said.push(line), 1) }, { leaseMs: SHORT_LEASE_MS * 5 });
      const job = await place().becomes('a', { state: 'finished', attempt: 2, fence: 2 });
      expect(job.progress).toMatchObject({ fraction: 1, recordsWritten: STEPS });
      expect(Number(said[0]?.slice('from '.length))).toBeGreaterThanOrEqual(2);
      expect(await steps()).toEqual(all);
    });

    it('that is paused beyond its lease is done by another, and what it writes when it wakes changes nothing', async () => {
      const child = await working();
      await child.kill('SIGSTOP');
      await place().worker({ train: effectful(() => undefined, 1) });
      const done = await place().becomes('a', { state: 'finished', fence: 2 });
      const effects = await effectsIn(place().jobs.relational);
      await child.kill('SIGCONT');
      await child.saw(/event interrupted lost/);
      expect(await place().jobs.get('a')).toEqual(done);
      expect(await effectsIn(place().jobs.relational)).toEqual(effects);
      expect(effects.map(({ step }) => step)).toEqual(all);
    });

    it('that is told to stop is put back at once, with its checkpoint and without counting as an attempt', async () => {
      const child = await working();
      await child.kill('SIGTERM');
      expect(child.stdout()).toContain('stopped');
      expect(await place().jobs.get('a')).toMatchObject({ state: 'queued', attempt: 0, fence: 1 });
      const said: string[] = [];
      await place().worker({ train: effectful((line) => said.push(line), 1) });
      await place().becomes('a', { state: 'finished', attempt: 1, fence: 2 });
      expect(Number(said[0]?.slice('from '.length))).toBeGreaterThanOrEqual(3);
      expect(await steps()).toEqual(all);
    });
  });
};
