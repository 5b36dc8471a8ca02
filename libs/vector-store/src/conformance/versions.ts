import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, moment, randomVector, terms, upTo, version } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const versions = (newPlace: NewPlace): void => {
  describe('keeps the newest version of a point', () => {
    const store = freshStore(newPlace);
    const vector = randomVector(0);
    const revised = (number: number) => moment('one', vector, { version: number, payload: { number } });

    it('whatever came first, and says what became of each', async () => {
      expect(await store().upsert('moments', [revised(2)])).toEqual(['stored']);
      expect(await store().upsert('moments', [revised(1), revised(2), revised(3), revised(2)])).toEqual(['older', 'same', 'stored', 'older']);
      expect((await store().get('moments', revised(0)))?.payload).toEqual({ number: 3 });
    });

    it('by the bytes of the version, of any length up to 64', async () => {
      const bytes = [[], [0], [0, 0], [1], [1, 0], [127], [128], [255], Array.from({ length: 64 }, () => 255)];
      for (const [at, value] of bytes.entries()) {
        const verdict = await store().upsert('moments', [{ ...revised(0), version: Uint8Array.from(value), payload: { at } }]);
        expect(verdict).toEqual(['stored']);
      }
      for (const value of bytes.slice(0, -1)) expect(await store().upsert('moments', [{ ...revised(0), version: Uint8Array.from(value) }])).toEqual(['older']);
      expect(await store().get('moments', revised(0))).toMatchObject({ payload: { at: 8 }, version: Uint8Array.from(bytes[8] ?? []) });
    });

    it('in every order of arrival', async () => {
      const numbers = [3, 1, 4, 1, 5, 9, 2, 6];
      for (const id of ['up', 'down', 'mixed']) {
        const order = { up: numbers.toSorted(), down: numbers.toSorted().toReversed(), mixed: numbers }[id] ?? [];
        await store().upsert('moments', order.slice(0, 4).map((number) => ({ ...revised(number), id })));
        await store().upsert('moments', order.slice(4).map((number) => ({ ...revised(number), id })));
      }
      const kept = await everythingIn(store(), 'moments');
      expect(kept.map(({ id, version: held, payload }) => [id, held, payload])).toEqual(['down', 'mixed', 'up'].map((id) => [id, version(9), { number: 9 }]));
    });

    it('of concurrent writes, and acknowledges none that is missing', async () => {
      const numbers = upTo(40).map((index) => (index * 27) % 40);
      const verdicts = await Promise.all(numbers.map((number) => store().upsert('moments', [revised(number)])));
      expect((await store().get('moments', revised(0)))?.payload).toEqual({ number: 39 });
      expect(verdicts[numbers.indexOf(39)]).toEqual(['stored']);
      for (const verdict of verdicts.flat()) expect(['stored', 'older']).toContain(verdict);
    });

    it('with all that finds it: vectors, terms and payload are those of one version', async () => {
      const first = chunk('c', { 1: 1, 2: 1 }, { version: 1, payload: { document: 'old', symbols: ['A', 'B'] } });
      await store().upsert('chunks', [{ ...first, dense: { meaning: Float32Array.of(1, 0, 0, 0) } }]);
      await store().upsert('chunks', [chunk('c', { 2: 3, 7: 1 }, { version: 2, payload: { document: 'new', symbols: ['B'] } })]);
      const search = async (query: Readonly<Record<number, number>>, filter = {}) =>
        idsOf(await store().search('chunks', { tenant: 'desk', query: { name: 'terms', sparse: terms(query) }, filter, limit: 5 }));
      expect(await search({ 1: 1 })).toEqual([]);
      expect(await search({ 7: 1 })).toEqual(['c']);
      expect(await search({ 2: 1 }, { document: 'old' })).toEqual([]);
      expect(await search({ 2: 1 }, { symbols: 'A' })).toEqual([]);
      expect(await search({ 2: 1 }, { symbols: 'B', document: 'new' })).toEqual(['c']);
      const meaning = { name: 'meaning', dense: Float32Array.of(1, 0, 0, 0) };
      expect(await store().search('chunks', { tenant: 'desk', query: meaning, limit: 5 })).toEqual([]);
    });

    it('of the same id in two collections, each by itself', async () => {
      await store().upsert('moments', [revised(5)]);
      expect(await store().upsert('chunks', [chunk('one', { 1: 1 }, { version: 2 })])).toEqual(['stored']);
      expect((await store().get('chunks', { tenant: 'desk', id: 'one' }))?.dense).toEqual({});
    });
  });
};
