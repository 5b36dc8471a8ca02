import { describe, expect, it } from 'vitest';
import { chunk, idsOf, likest, MEANING, moment, randomVector, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const denseSearch = (newPlace: NewPlace): void => {
  describe('finds the likest dense vectors', () => {
    const store = freshStore(newPlace);
    const search = (query: Float32Array, limit: number) => store().search('moments', { tenant: 'desk', query: { name: 'window', dense: query }, limit });

    it('as comparing with every one of them does', async () => {
      const points = upTo(500).map((seed) => moment(`m${seed}`, randomVector(seed)));
      await store().upsert('moments', points);
      for (const seed of [0, 250, 777, 778, 779]) {
        const query = randomVector(seed);
        const [found, expected] = [await search(query, 25), likest(points, 'window', query, 25)];
        expect(idsOf(found)).toEqual(idsOf(expected));
        found.forEach(({ score }, at) => expect(score).toBeCloseTo(expected[at]?.score ?? NaN, 5));
      }
    });

    it('after points were replaced, added and removed between searches', async () => {
      let points = upTo(60).map((seed) => moment(`m${seed}`, randomVector(seed), { payload: { series: `s${seed % 4}` } }));
      await store().upsert('moments', points);
      const query = randomVector(9_000);
      const same = async () => expect(idsOf(await search(query, 100))).toEqual(idsOf(likest(points, 'window', query, 100)));
      await same();
      points = points.map((point, at) => (at % 3 === 0 ? { ...point, version: Uint8Array.of(255), dense: { window: randomVector(1_000 + at) } } : point));
      await store().upsert('moments', points);
      await same();
      expect(await store().deleteWhere('moments', 'desk', { series: 's2' })).toBe(15);
      points = points.filter(({ payload }) => payload['series'] !== 's2');
      await same();
      const more = upTo(30).map((seed) => moment(`n${seed}`, randomVector(2_000 + seed)));
      await store().upsert('moments', more);
      points = [...points, ...more];
      await same();
    });

    it('whatever the length of vectors and of the question', async () => {
      await store().upsert('moments', [moment('near', randomVector(1).map((number) => number * 1e-6)), moment('far', randomVector(2).map((number) => number * 1e6))]);
      const [first] = await search(randomVector(1).map((number) => number * 1e3), 1);
      expect(first?.id).toBe('near');
      expect(first?.score).toBeCloseTo(1, 5);
    });

    it('opposite ones last, with scores below zero', async () => {
      await store().upsert('moments', [moment('same', randomVector(1)), moment('opposite', randomVector(1).map((number) => -number))]);
      const found = await search(randomVector(1), 10);
      expect(idsOf(found)).toEqual(['same', 'opposite']);
      expect(found[1]?.score).toBeCloseTo(-1, 5);
    });

    it('in the order of the bytes of their ids where they tie, also where the limit cuts', async () => {
      const ids = ['b', 'a', 'B', '\uffff', '\u{10000}', 'ä', 'aa', 'Ä', '10', '9'];
      const sorted = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      await store().upsert('moments', [moment('best', randomVector(1)), ...ids.map((id) => moment(id, randomVector(2)))]);
      expect(idsOf(await search(randomVector(1), 100))).toEqual(['best', ...sorted]);
      for (const limit of [1, 2, 5, 10]) expect(idsOf(await search(randomVector(1), limit))).toEqual(['best', ...sorted].slice(0, limit));
    });

    it('among those that have the vector', async () => {
      await store().upsert('chunks', [chunk('without', { 1: 1 }), { ...chunk('with', { 1: 1 }), dense: { meaning: randomVector(1, MEANING) } }]);
      expect(idsOf(await store().search('chunks', { tenant: 'desk', query: { name: 'meaning', dense: randomVector(2, MEANING) }, limit: 9 }))).toEqual(['with']);
    });

    it('as soon as their write is acknowledged', async () => {
      for (const seed of upTo(20)) {
        await store().upsert('moments', [moment(`m${seed}`, randomVector(seed))]);
        expect(idsOf(await search(randomVector(seed), 1))).toEqual([`m${seed}`]);
      }
    });
  });
};
