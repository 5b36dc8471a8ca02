import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { chunk, idsOf, sharing, terms, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

/** Some of fifty terms, each with a weight of its own. */
const someTerms = (seed: number, count: number): Readonly<Record<number, number>> => {
  const random = mulberry32(seed + 1);
  return Object.fromEntries(upTo(count).map(() => [Math.floor(random() * 50) * 80_000_000, Math.fround(random() + 0.01)]));
};

export const sparseSearch = (newPlace: NewPlace): void => {
  describe('finds the likest sparse vectors', () => {
    const store = freshStore(newPlace);
    const search = (weights: Readonly<Record<number, number>>, limit: number) =>
      store().search('chunks', { tenant: 'desk', query: { name: 'terms', sparse: terms(weights) }, limit });

    it('as comparing with every one of them does', async () => {
      const points = upTo(300).map((seed) => chunk(`c${seed}`, someTerms(seed, 5)));
      await store().upsert('chunks', points);
      for (const seed of [5_000, 5_001, 5_002]) {
        const query = someTerms(seed, 4);
        const [found, expected] = [await search(query, 30), sharing(points, terms(query), 30)];
        expect(idsOf(found)).toEqual(idsOf(expected));
        found.forEach(({ score }, at) => expect(score).toBeCloseTo(expected[at]?.score ?? NaN, 5));
      }
    });

    it('and leaves out those that share no term', async () => {
      await store().upsert('chunks', [chunk('a', { 1: 1, 2: 1 }), chunk('b', { 3: 9 }), { ...chunk('c', {}), sparse: {} }]);
      expect(idsOf(await search({ 2: 1, 4: 1 }, 10))).toEqual(['a']);
      expect(await search({ 5: 1 }, 10)).toEqual([]);
      expect(await search({}, 10)).toEqual([]);
    });

    it('by products of weights, which may be below zero', async () => {
      await store().upsert('chunks', [chunk('more', { 1: 2 }), chunk('less', { 1: 0.5 }), chunk('against', { 1: -1 })]);
      expect(await search({ 1: 2 }, 10)).toMatchObject([{ id: 'more', score: 4 }, { id: 'less', score: 1 }, { id: 'against', score: -2 }]);
    });

    it('in the order of the bytes of their ids where they tie, also where the limit cuts', async () => {
      await store().upsert('chunks', ['d', 'b', 'é', 'a', 'c', 'B'].map((id) => chunk(id, { 7: 1.5 })));
      expect(idsOf(await search({ 7: 1 }, 10))).toEqual(['B', 'a', 'b', 'c', 'd', 'é']);
      expect(idsOf(await search({ 7: 1 }, 3))).toEqual(['B', 'a', 'b']);
    });
  });
};
