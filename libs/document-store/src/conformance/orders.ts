import { describe, expect, it } from 'vitest';
import type { CollectionName } from '@streamforge/contracts/collections';
import type { ScanRange } from '../port.ts';
import { entry, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const series = 'binance:SOLUSDT:1m';

export const orders = (newPlace: NewPlace): void => {
  describe('scans orders alone', () => {
    const store = freshStore(newPlace);
    const read = async (range: ScanRange = {}, collection: CollectionName = 'candles'): Promise<readonly number[]> =>
      (await Array.fromAsync(store().scanOrders(collection, series, range))).flatMap((page) => [...page]);

    it('with the ranges, directions and limits of a scan', async () => {
      await store().upsert('candles', [5, 1, 9, 3].map((order) => entry({ series, order })));
      expect(await read()).toEqual([1, 3, 5, 9]);
      expect(await read({ from: 3, to: 9 })).toEqual([3, 5]);
      expect(await read({ reverse: true, limit: 2 })).toEqual([9, 5]);
      expect(await read({ limit: 0 })).toEqual([]);
      expect(await Array.fromAsync(store().scanOrders('candles', 'unknown', {}))).toEqual([]);
    });

    it('leaving deleted entries out unless asked for', async () => {
      await store().upsert('candles', [entry({ series, order: 1 }), entry({ series, order: 2, body: null }), entry({ series, order: 3 })]);
      expect(await read()).toEqual([1, 3]);
      expect(await read({ deleted: true })).toEqual([1, 2, 3]);
    });

    it('one for each entry, over many pages, ties too', async () => {
      await store().upsert('trades', upTo(20_000).map((index) => entry({ series, id: `t${index}`, order: index >> 2 })));
      expect(await read({}, 'trades')).toEqual(upTo(20_000).map((index) => index >> 2));
      expect(await read({ reverse: true }, 'trades')).toEqual(upTo(20_000).map((index) => index >> 2).toReversed());
    });
  });
};
