import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, terms, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const deletions = (newPlace: NewPlace): void => {
  describe('deletes by a filter', () => {
    const store = freshStore(newPlace);
    const query = { name: 'terms', sparse: terms({ 1: 1 }) };
    const found = async () => idsOf(await store().search('chunks', { tenant: 'desk', query, limit: 100 }));

    it('what matches and nothing else, and says how many there were', async () => {
      await store().upsert('chunks', upTo(30).map((at) => chunk(`c${at}`, { 1: 1 }, { payload: { document: `d${at % 3}`, symbols: [`s${at % 2}`] } })));
      expect(await store().deleteWhere('chunks', 'desk', { document: ['d0', 'd1'], symbols: 's0' })).toBe(10);
      expect(await store().deleteWhere('chunks', 'desk', { document: ['d0', 'd1'], symbols: 's0' })).toBe(0);
      expect(await store().count('chunks', 'desk')).toBe(20);
      expect(await found()).toHaveLength(20);
      expect(await store().get('chunks', { tenant: 'desk', id: 'c0' })).toBeUndefined();
      expect(await store().get('chunks', { tenant: 'desk', id: 'c2' })).toBeDefined();
    });

    it('so that the same point can come back, in any version', async () => {
      const point = chunk('c', { 1: 1 }, { version: 9, payload: { document: 'd' } });
      await store().upsert('chunks', [point]);
      expect(await store().deleteWhere('chunks', 'desk', { document: 'd' })).toBe(1);
      expect(await found()).toEqual([]);
      expect(await store().upsert('chunks', [chunk('c', { 1: 1 }, { version: 3 })])).toEqual(['stored']);
      expect(await found()).toEqual(['c']);
    });

    it('in every page', async () => {
      await store().upsert('chunks', upTo(2_500).map((at) => chunk(`c${at}`, { 1: 1 }, { payload: { document: at === 0 ? 'kept' : 'd' } })));
      expect(await store().deleteWhere('chunks', 'desk', { document: 'd' })).toBe(2_499);
      expect(idsOf(await everythingIn(store(), 'chunks'))).toEqual(['c0']);
    });

    it('only when the filter names a field that is indexed', async () => {
      await expect(store().deleteWhere('chunks', 'desk', {})).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      await expect(store().deleteWhere('chunks', 'desk', { title: 'x' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    });
  });
};
