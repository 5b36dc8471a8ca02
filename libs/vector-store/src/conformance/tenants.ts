import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, moment, randomVector, terms } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const tenants = (newPlace: NewPlace): void => {
  describe('keeps tenants apart', () => {
    const store = freshStore(newPlace);
    const names = ['desk', 'Desk', 'desk\0', '', 'dësk', 'desk other'];

    it('in reading, counting, searching and deleting, though their ids are the same', async () => {
      const payload = { series: 'same', document: 'same' };
      for (const [at, tenant] of names.entries()) {
        await store().upsert('moments', [moment('one', randomVector(at), { tenant, payload: { ...payload, at } })]);
        await store().upsert('chunks', [chunk('one', { 1: at + 1 }, { tenant, payload: { ...payload, at } })]);
      }
      for (const [at, tenant] of names.entries()) {
        expect((await store().get('moments', { tenant, id: 'one' }))?.payload['at']).toBe(at);
        expect(await store().count('moments', tenant)).toBe(1);
        expect(await store().search('moments', { tenant, query: { name: 'window', dense: randomVector(0) }, limit: 10 })).toMatchObject([{ payload: { at } }]);
        expect(await store().search('chunks', { tenant, query: { name: 'terms', sparse: terms({ 1: 1 }) }, limit: 10 })).toMatchObject([{ payload: { at }, score: at + 1 }]);
      }
      expect(await store().deleteWhere('moments', 'Desk', { series: 'same' })).toBe(1);
      expect((await everythingIn(store(), 'moments')).map(({ tenant }) => tenant)).toEqual(['', 'desk', 'desk\0', 'desk other', 'dësk']);
      expect(await store().count('chunks', 'Desk')).toBe(1);
    });

    it('whatever a filter says', async () => {
      await store().upsert('chunks', [chunk('theirs', { 1: 1 }, { tenant: 'other', payload: { source: 'other' } })]);
      const query = { name: 'terms', sparse: terms({ 1: 1 }) };
      expect(await store().search('chunks', { tenant: 'desk', query, filter: { source: 'other' }, limit: 10 })).toEqual([]);
      await expect(store().search('chunks', { tenant: 'desk', query, filter: { tenant: 'other' }, limit: 10 })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      expect(await store().deleteWhere('chunks', 'desk', { source: 'other' })).toBe(0);
      expect(await store().count('chunks', 'nobody')).toBe(0);
    });

    it('by ids that look like another tenant’s', async () => {
      await store().upsert('moments', [moment('b:c', randomVector(1), { tenant: 'a' }), moment('c', randomVector(2), { tenant: 'a:b' })]);
      expect(idsOf(await everythingIn(store(), 'moments'))).toEqual(['b:c', 'c']);
    });
  });
};
