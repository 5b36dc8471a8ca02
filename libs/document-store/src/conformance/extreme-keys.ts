import { describe, expect, it } from 'vitest';
import { entry, everythingIn, ordersOf, scanned, vertex } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const long = 'é'.repeat(150);
const oddTexts = [
  '', '\0', 'a\0b', 'a\0', 'a', 'A', 'Ä', 'a\u0308', '\u00e4', '\u202Eabc', '\u200B', '\uFEFFa', '日本', '\u{1F600}', '\uFFFD', '\uFFFF',
  ' a', 'a ', `'; DROP`, '%', '_', '/', '..', long,
];
const byBytes = (texts: readonly string[]): readonly string[] =>
  texts.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

export const extremeKeys = (newPlace: NewPlace): void => {
  describe('holds extreme keys', () => {
    const store = freshStore(newPlace);

    it('ids of any text, each by itself, sorted by bytes and not by a language', async () => {
      const texts = byBytes(oddTexts);
      await store().upsert('trades', oddTexts.map((id) => entry({ id, series: 's' })));
      expect((await scanned(store(), 'trades', 's')).map(({ id }) => id)).toEqual(texts);
      for (const id of oddTexts) expect((await store().get('trades', entry({ id, series: 's' })))?.id).toBe(id);
    });

    it('series of any text, each by itself, sorted by bytes and not by a language', async () => {
      const texts = byBytes(oddTexts);
      await store().upsert('candles', oddTexts.map((series, order) => entry({ series, order })));
      expect((await store().series('candles', { limit: 100 })).map(({ series }) => series)).toEqual(texts);
      expect((await everythingIn(store(), 'candles')).map(({ series }) => series)).toEqual(texts);
      for (const [order, series] of oddTexts.entries()) expect(ordersOf(await scanned(store(), 'candles', series))).toEqual([order]);
    });

    it('the same id in many series', async () => {
      await store().upsert('trades', ['a', 'a\0', 'b'].map((series) => entry({ series, id: 'x' })));
      expect((await everythingIn(store(), 'trades')).map(({ series, id }) => [series, id])).toEqual([['a', 'x'], ['a\0', 'x'], ['b', 'x']]);
    });

    it('orders up to 2^53 on both sides, exactly', async () => {
      const safest = Number.MAX_SAFE_INTEGER;
      const extremes = [-(2 ** 53), -safest, -(2 ** 32) - 1, -(2 ** 31), -1, 0, 2 ** 31, 2 ** 32 + 1, safest, 2 ** 53];
      await store().upsert('candles', extremes.map((order) => entry({ order, series: 's' })));
      expect(ordersOf(await scanned(store(), 'candles', 's'))).toEqual(extremes);
      expect((await Array.fromAsync(store().scanOrders('candles', 's', {}))).flatMap((page) => [...page])).toEqual(extremes);
      expect(await store().series('candles', { limit: 1 }))
        .toEqual([{ series: 's', count: extremes.length, first: -(2 ** 53), last: 2 ** 53 }]);
      for (const order of extremes) expect((await store().get('candles', entry({ order, series: 's' })))?.order).toBe(order);
      expect(ordersOf(await scanned(store(), 'candles', 's', { from: safest, to: 2 ** 53 }))).toEqual([safest]);
    });

    it('coordinates beyond 32 bits, from any topic', async () => {
      const source = { topic: 'tópic\0', partition: 2 ** 31 - 1, offset: Number.MAX_SAFE_INTEGER };
      await store().upsert('candles', [{ ...entry({}), source }]);
      expect((await store().get('candles', entry({})))?.source).toEqual(source);
    });

    it('versions and bodies of any bytes', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, value) => value);
      await store().upsert('candles', [{ ...entry({}), version: all, body: all.toReversed() }]);
      const found = await store().get('candles', entry({}));
      expect([[...found?.version ?? []], [...found?.body ?? []]]).toEqual([[...all], [...all].toReversed()]);
    });

    it('edges between vertices of any name', async () => {
      const ends = oddTexts.map((id) => ({ ...entry({ series: 's', id }), from: vertex('hub'), to: { series: id, id }, type: id }));
      await store().upsertEdges('relations', ends);
      const steps = await store().traverse(vertex('hub'), { hops: 1, limit: 100 });
      expect(steps.map(({ to, type }) => [to.series, to.id, type])).toEqual(byBytes(oddTexts).map((id) => [id, id, id]));
    });
  });
};
