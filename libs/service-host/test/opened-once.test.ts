import { describe, expect, it } from 'vitest';
import { openedOnce } from '../src/opened-once.ts';

interface Place {
  readonly store: object;
}

describe('what is opened once', () => {
  it('is opened when it is first needed, once for each store, however many ask', async () => {
    let opened = 0;
    const number = openedOnce(({ store }: Place) => store, () => Promise.resolve(opened += 1));
    const [one, other] = [{ store: {} }, { store: {} }];
    expect(opened).toBe(0);
    expect(await Promise.all([number(one), number(one), number(other), number({ store: one.store })])).toEqual([1, 1, 2, 1]);
  });

  it('is opened anew where that failed', async () => {
    let tries = 0;
    const opening = openedOnce(({ store }: Place) => store, () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('not there yet')) : Promise.resolve('open');
    });
    const place = { store: {} };
    await expect(opening(place)).rejects.toThrow('not there yet');
    expect(await opening(place)).toBe('open');
  });
});
