import { describe, expect, it } from 'vitest';
import type { DocumentStore } from '../port.ts';
import { entry, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const seriesLists = (newPlace: NewPlace): void => {
  describe('lists its series', () => {
    const store = freshStore(newPlace);
    type Query = Parameters<DocumentStore['series']>[1];
    const names = async (query: Partial<Query> = {}): Promise<readonly string[]> =>
      (await store().series('candles', { limit: 100, ...query })).map(({ series }) => series);
    const one = async (series = 's') => (await store().series('documents', { prefix: series, limit: 1 }))[0];
    const doc = (id: string, order: number, number = 1, body: string | null = 'text') =>
      entry({ series: 's', id, order, version: number, body });

    it('by the bytes of their names, with prefix, start and limit', async () => {
      await store().upsert('candles', ['b', 'a', 'ab', 'B', 'é', 'z', 'a:1', 'aé'].map((series) => entry({ series })));
      expect(await names()).toEqual(['B', 'a', 'a:1', 'ab', 'aé', 'b', 'z', 'é']);
      expect(await names({ prefix: 'a' })).toEqual(['a', 'a:1', 'ab', 'aé']);
      expect(await names({ prefix: 'a', after: 'a:1' })).toEqual(['ab', 'aé']);
      expect(await names({ prefix: 'a', after: 'B' })).toEqual(['a', 'a:1', 'ab', 'aé']);
      expect(await names({ prefix: 'a', after: 'z' })).toEqual([]);
      expect(await names({ after: 'a', limit: 2 })).toEqual(['a:1', 'ab']);
      expect(await names({ limit: 0 })).toEqual([]);
      expect(await names({ prefix: '%' })).toEqual([]);
    });

    it('with count, first and last of what is not deleted', async () => {
      expect(await one()).toBeUndefined();
      await store().upsert('documents', [doc('b', 20), doc('a', 10), doc('c', 30)]);
      expect(await one()).toEqual({ series: 's', count: 3, first: 10, last: 30 });
      await store().upsert('documents', [doc('a', 10, 2, null), doc('c', 30, 2, null), doc('never', 99, 1, null)]);
      expect(await one()).toEqual({ series: 's', count: 1, first: 20, last: 20 });
      await store().upsert('documents', [doc('b', 20, 2, null)]);
      expect(await one()).toBeUndefined();
      await store().upsert('documents', [doc('c', 25, 3)]);
      expect(await one()).toEqual({ series: 's', count: 1, first: 25, last: 25 });
    });

    it('unmoved by what is older or the same', async () => {
      await store().upsert('documents', [doc('a', 10, 2), doc('a', 5, 1), doc('a', 10, 2), doc('a', 3, 1, null)]);
      expect(await one()).toEqual({ series: 's', count: 1, first: 10, last: 10 });
    });

    it('following an entry that moves', async () => {
      await store().upsert('documents', [doc('a', 10), doc('b', 20)]);
      await store().upsert('documents', [doc('a', 40, 2)]);
      expect(await one()).toEqual({ series: 's', count: 2, first: 20, last: 40 });
    });

    it('right after any mix of writes, in any portions', async () => {
      const live = new Map<string, number>();
      for (const turn of upTo(40)) {
        const batch = upTo(10).map((index) => {
          const number = turn * 10 + index;
          const id = `d${(number * 7) % 23}`;
          return doc(id, (number * 13) % 101, number + 1, number % 3 === 0 ? null : 'text');
        });
        await store().upsert('documents', batch);
        for (const { id, order, body } of batch) {
          if (body === null) live.delete(id);
          else live.set(id, order);
        }
        const expected = { series: 's', count: live.size, first: Math.min(...live.values()), last: Math.max(...live.values()) };
        expect(await one()).toEqual(live.size === 0 ? undefined : expected);
      }
    });
  });
};
