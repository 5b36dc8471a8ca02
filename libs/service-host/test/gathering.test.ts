import { RetryableError } from '@streamforge/contracts/errors';
import { systemClock } from '@streamforge/determinism/clock';
import { describe, expect, it } from 'vitest';
import { Gathering } from '../src/gathering.ts';

const gathering = (work: (items: readonly number[]) => Promise<void>, most = 100): Gathering<number> =>
  new Gathering({ clock: systemClock, gatherMs: 20, most, work });

describe('small batches', () => {
  it('that come within a while are worked off together, one lot after another', async () => {
    const lots: (readonly number[])[] = [];
    let running = 0;
    const gathered = gathering(async (items) => {
      running += 1;
      expect(running).toBe(1);
      lots.push(items);
      await systemClock.sleep(30);
      running -= 1;
    });
    const first = Promise.all([gathered.add([1]), gathered.add([2, 3])]);
    await expect.poll(() => lots).toEqual([[1, 2, 3]]);
    await Promise.all([first, gathered.add([4])]);
    expect(lots).toEqual([[1, 2, 3], [4]]);
  });

  it('are not waited with when there are many', async () => {
    const gathered = new Gathering<number>({ clock: { ...systemClock, sleep: () => new Promise(() => undefined) }, gatherMs: 1, most: 3, work: () => Promise.resolve() });
    const few = gathered.add([1]);
    expect(await Promise.allSettled([few, gathered.add([2, 3])])).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
  });

  it('do not answer for each other’s failures, nor wait for a store that only another needs', async () => {
    const gathered = gathering((items) => {
      if (items.includes(7)) return Promise.reject(new RetryableError('STORE_UNAVAILABLE'));
      return items.includes(13) ? Promise.reject(new TypeError('13')) : Promise.resolve();
    });
    expect(await Promise.allSettled([gathered.add([1]), gathered.add([13]), gathered.add([2])]))
      .toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { message: '13' } }, { status: 'fulfilled' }]);
    expect(await Promise.allSettled([gathered.add([1]), gathered.add([7]), gathered.add([2])]))
      .toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } }, { status: 'fulfilled' }]);
  });
});
