import { describe, expect, it } from 'vitest';
import { everythingIn, chunk, moment, randomVector, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const everything = (newPlace: NewPlace): void => {
  describe('reads everything', () => {
    const store = freshStore(newPlace);

    it('by tenant and id, by their bytes, in pages', async () => {
      const keys = ['zeta', 'alpha', 'Alpha'].flatMap((tenant) => upTo(700).map((number) => ({ tenant, id: `${(number * 7_919) % 700}é` })));
      await store().upsert('moments', keys.map(({ tenant, id }, seed) => moment(id, randomVector(seed), { tenant })));
      const pages = await Array.fromAsync(store().everything('moments'));
      expect(pages.length).toBeGreaterThan(1);
      const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a.tenant), Buffer.from(b.tenant)) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
      expect(pages.flat().map(({ tenant, id }) => [tenant, id])).toEqual(sorted.map(({ tenant, id }) => [tenant, id]));
    });

    it('whole', async () => {
      const point = { ...chunk('c', { 3: 0.5 }, { payload: { document: 'd', symbols: ['A'] } }), dense: { meaning: Float32Array.of(0, 1, 0, 0) } };
      await store().upsert('chunks', [point]);
      expect(await everythingIn(store(), 'chunks')).toEqual([point]);
    });

    it('and nothing of a collection that was cleared, which takes points again', async () => {
      await store().upsert('moments', upTo(10).map((seed) => moment(`m${seed}`, randomVector(seed), { version: 9, payload: { series: 's' } })));
      await store().upsert('chunks', [chunk('c', { 1: 1 })]);
      const search = () => store().search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(1) }, limit: 100 });
      expect(await search()).toHaveLength(10);
      await store().clear('moments');
      expect(await everythingIn(store(), 'moments')).toEqual([]);
      expect([await search(), await store().count('moments', 'desk'), await store().count('moments', 'desk', { series: 's' })]).toEqual([[], 0, 0]);
      expect(await store().count('chunks', 'desk')).toBe(1);
      await store().prepare('moments');
      expect(await store().upsert('moments', [moment('m1', randomVector(1), { version: 1 })])).toEqual(['stored']);
      expect(await search()).toHaveLength(1);
    });
  });
};
