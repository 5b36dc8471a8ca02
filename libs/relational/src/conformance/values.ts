import { describe, expect, it } from 'vitest';
import { decimal, type Decimal } from '../columns.ts';
import { freshTables, nothing, type NewPlace, type Tables } from './subject.ts';

const nines = '9'.repeat(38);
const refused = { code: 'REQUEST_INVALID' };

export const values = (newPlace: NewPlace): void => {
  describe('gives back what was put', () => {
    const { first } = freshTables(newPlace, 1);
    const put = (thing: Partial<Tables['things']>) =>
      first().query<Tables>().insertInto('things').values({ id: 'a', ...nothing, ...thing as Record<string, never> }).returningAll().executeTakeFirstOrThrow();
    const stored = () => first().query<Tables>().selectFrom('things').selectAll().executeTakeFirstOrThrow();

    it('each type, and nothing where nothing was put', async () => {
      const thing = {
        id: 'ключ 🔑', count: -7, at: 1_700_000_000_123, done: true, ratio: 0.1, amount: decimal('-1.50'),
        body: '{"b": 1,  "a": [1e400]}', bytes: Uint8Array.of(0, 1, 255),
      };
      const answered = await put(thing);
      expect(answered).toEqual({ ...thing, version: 1, amount: '-1.5' });
      expect(await stored()).toEqual(answered);
      await first().query<Tables>().updateTable('things').set({ ...nothing, done: false, bytes: new Uint8Array() }).execute();
      expect(await stored()).toEqual({ ...nothing, id: thing.id, version: 1, done: false, bytes: new Uint8Array() });
    });

    it.each([
      `${nines}.${nines}`, `-${nines}.${nines}`, `0.${'0'.repeat(37)}1`, `-0.${'0'.repeat(37)}1`, `1${'0'.repeat(37)}`, '0', '10', '100.001', '-1',
    ])('the decimal %s to the last digit', async (text) => {
      await put({ amount: decimal(text) });
      expect((await stored()).amount).toBe(text);
    });

    it.each([['1.500', '1.5'], ['-0', '0'], ['1e3', '1000'], ['007', '7']])('the decimal %s in its canonical spelling', async (text, canonical) => {
      await put({ amount: decimal(text) });
      expect((await stored()).amount).toBe(canonical);
    });

    it.each([
      9_007_199_254_740_991, -9_007_199_254_740_991, 9_007_199_254_740_992n, 9_007_199_254_740_993n, 2n ** 63n - 1n, -(2n ** 63n),
    ])('the whole number %s', async (count) => {
      await put({ count });
      expect((await stored()).count).toBe(count);
    });

    it.each([0.1, -0.5, 1, 5e-324, 1.7976931348623157e308, 1e21])('the double %s', async (ratio) => {
      await put({ ratio });
      expect((await stored()).ratio).toBe(ratio);
    });

    it('counts as numbers', async () => {
      await put({});
      const { n } = await first().query<Tables>().selectFrom('things').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
      expect(n).toBe(1);
    });
  });

  describe('refuses what only one of the databases would keep', () => {
    const { first } = freshTables(newPlace, 1);
    const put = (thing: Record<string, unknown>) =>
      first().query<Tables>().insertInto('things').values({ id: 'a', ...nothing, ...thing as Record<string, never> }).execute();
    const count = async () => (await first().query<Tables>().selectFrom('things').select('id').execute()).length;

    it.each([
      ['NUL in text', { id: 'a\0b' }], ['half a surrogate pair', { id: '\ud800' }], ['not a number', { ratio: Number.NaN }], ['infinity', { ratio: -Infinity }],
      ['more than 64 bits', { count: 2n ** 63n }], ['a date', { at: new Date(0) }], ['an object', { body: { a: 1 } }], ['an array', { body: [1] }],
    ])('%s', async (_, thing) => {
      await expect(put(thing)).rejects.toMatchObject(refused);
      expect(await count()).toBe(0);
    });

    it.each([
      ['text where a number belongs', { count: 'many' }], ['a fraction where a whole number belongs', { count: 0.5 }],
      ['a decimal that is not canonical', { amount: '1.50' }], ['a decimal of 39 digits', { amount: `1${'0'.repeat(38)}` }],
      ['a decimal of 39 places', { amount: `0.${'0'.repeat(38)}1` }], ['no decimal', { amount: 'NaN' }], ['an empty decimal', { amount: '' }],
      ['a number that is neither true nor false', { done: 2n ** 40n }], ['a missing key', { id: null }],
    ])('%s', async (_, thing) => {
      await expect(put(thing)).rejects.toMatchObject({ code: 'ROW_REFUSED', name: 'StreamForgeError' });
      expect(await count()).toBe(0);
    });

    it('the same key twice', async () => {
      await put({});
      await expect(put({})).rejects.toMatchObject({ code: 'ROW_REFUSED' });
      expect(await count()).toBe(1);
    });

    it('no decimal, before it comes near a table', () => {
      for (const text of ['', 'abc', `1${'0'.repeat(38)}`, `0.${'0'.repeat(38)}1`, '1e999']) {
        expect((): Decimal => decimal(text)).toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
      }
    });

    it('statements that are wrong, as nobody’s fault but the program’s', async () => {
      await expect(first().query<{ none: { id: string } }>().selectFrom('none').select('id').execute()).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });
};
