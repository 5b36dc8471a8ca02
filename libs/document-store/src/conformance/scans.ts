import { describe, expect, it } from 'vitest';
import { bytes, entry, ordersOf, scanned, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const series = 'binance:ETHUSDT:1m';
const bar = (order: number) => entry({ series, order });

export const scans = (newPlace: NewPlace): void => {
  describe('scans one series', () => {
    const store = freshStore(newPlace);

    it('from inclusive to exclusive, by order, whatever order they came in', async () => {
      await store().upsert('candles', [30, 10, 20, -10, 0].map(bar));
      const beside = ['binance:ETHUSDT:1', 'binance:ETHUSDT:1m:trades'].map((name) => entry({ series: name, order: 15 }));
      await store().upsert('candles', beside);
      expect(ordersOf(await scanned(store(), 'candles', series))).toEqual([-10, 0, 10, 20, 30]);
      expect(ordersOf(await scanned(store(), 'candles', series, { from: 0, to: 20 }))).toEqual([0, 10]);
      expect(ordersOf(await scanned(store(), 'candles', series, { from: 11, to: 31 }))).toEqual([20, 30]);
      expect(ordersOf(await scanned(store(), 'candles', series, { from: 21, to: 30 }))).toEqual([]);
      expect(ordersOf(await scanned(store(), 'candles', series, { from: 30, to: 0 }))).toEqual([]);
    });

    it('backwards', async () => {
      await store().upsert('candles', [10, 20, 30].map(bar));
      expect(ordersOf(await scanned(store(), 'candles', series, { reverse: true }))).toEqual([30, 20, 10]);
      expect(ordersOf(await scanned(store(), 'candles', series, { reverse: true, from: 10, to: 30 }))).toEqual([20, 10]);
    });

    it('no further than the limit', async () => {
      await store().upsert('candles', upTo(10).map(bar));
      expect(ordersOf(await scanned(store(), 'candles', series, { limit: 3 }))).toEqual([0, 1, 2]);
      expect(ordersOf(await scanned(store(), 'candles', series, { limit: 2, reverse: true }))).toEqual([9, 8]);
      expect(await scanned(store(), 'candles', series, { limit: 0 })).toEqual([]);
      expect(await scanned(store(), 'candles', series, { limit: 100 })).toHaveLength(10);
    });

    it('in pages that are never empty, and gives nothing for a series it does not know', async () => {
      await store().upsert('candles', upTo(3_000).map(bar));
      const pages = await Array.fromAsync(store().scan('candles', series, {}));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.every((page) => page.length > 0)).toBe(true);
      expect(await Array.fromAsync(store().scan('candles', 'unknown', {}))).toEqual([]);
    });

    it.each([999, 1_000, 1_001, 2_000])('whole, where %i entries end at or beside a page', async (count) => {
      await store().upsert('candles', upTo(count).map(bar));
      expect(ordersOf(await scanned(store(), 'candles', series))).toEqual(upTo(count));
      expect(ordersOf(await scanned(store(), 'candles', series, { reverse: true }))).toEqual(upTo(count).toReversed());
      expect(await scanned(store(), 'candles', series, { limit: count - 1 })).toHaveLength(count - 1);
    });

    it('ties of order by the bytes of their ids, over the ends of pages and backwards', async () => {
      const ids = upTo(2_500).map((number) => `t${number}`);
      await store().upsert('trades', ids.map((id, index) => entry({ series, id, order: index % 2 })));
      const sorted = [0, 1].flatMap((order) => ids.filter((_, index) => index % 2 === order).toSorted());
      expect((await scanned(store(), 'trades', series)).map(({ id }) => id)).toEqual(sorted);
      expect((await scanned(store(), 'trades', series, { reverse: true })).map(({ id }) => id)).toEqual(sorted.toReversed());
      expect((await scanned(store(), 'trades', series, { from: 1, limit: 1_100 })).map(({ id }) => id)).toEqual(sorted.slice(1_250, 2_350));
    });

    it('large bodies in pages of bounded size', async () => {
      const body = new Uint8Array(300_000).fill(32);
      await store().upsert('documents', upTo(12).map((order) => ({ ...entry({ series, order, id: `d${order}` }), body })));
      const pages = await Array.fromAsync(store().scan('documents', series, {}));
      expect(pages.flat()).toHaveLength(12);
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(8);
    });

    it('while others write, without missing what was there', async () => {
      await store().upsert('candles', upTo(3_000).map((order) => bar(order * 2)));
      const seen: number[] = [];
      for await (const page of store().scan('candles', series, {})) {
        seen.push(...ordersOf(page));
        const revised = entry({ series, order: 4_000, version: seen.length, body: 'revised' });
        await store().upsert('candles', [bar(1), bar((seen.at(-1) ?? 0) + 1), revised]);
      }
      expect(seen.filter((order) => order % 2 === 0)).toEqual(upTo(3_000).map((order) => order * 2));
      expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    });

    it('and may be left early', async () => {
      await store().upsert('candles', upTo(2_500).map(bar));
      for (const turn of upTo(50)) {
        for await (const page of store().scan('candles', series, { reverse: turn % 2 === 0 })) {
          expect(page.length).toBeGreaterThan(0);
          break;
        }
      }
      expect(await store().upsert('candles', [bar(9_999)])).toEqual(['stored']);
    });

    it('gives bytes that later pages leave alone', async () => {
      await store().upsert('candles', upTo(2_500).map((order) => ({ ...bar(order), body: bytes(`bar ${order}`) })));
      const entries = await scanned(store(), 'candles', series);
      expect(entries.every(({ order, body }) => Buffer.from(body ?? []).toString() === `bar ${order}`)).toBe(true);
    });
  });
};
