import { describe, expect, it } from 'vitest';
import { bytes, entry, everythingIn, textOf } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const versions = (newPlace: NewPlace): void => {
  describe('decides by version', () => {
    const store = freshStore(newPlace);

    it('stores what is new, with all that was given', async () => {
      const bar = entry({ order: 60_000, version: 7, body: '{"close":"61250.5"}', offset: 4_294_967_296 });
      expect(await store().upsert('candles', [bar])).toEqual(['stored']);
      const found = await store().get('candles', bar);
      expect({ ...found, version: [...found?.version ?? []], body: textOf(found?.body) })
        .toEqual({ ...bar, version: [...bar.version], body: '{"close":"61250.5"}' });
    });

    it('replaces an entry by a newer version, its source with it', async () => {
      await store().upsert('candles', [entry({ version: 1, offset: 1 })]);
      expect(await store().upsert('candles', [entry({ version: 2, offset: 9 })])).toEqual(['stored']);
      const found = await store().get('candles', entry({}));
      expect([textOf(found?.body), found?.source.offset]).toEqual(['{"v":2}', 9]);
    });

    it('keeps the newer version when the older arrives later', async () => {
      await store().upsert('candles', [entry({ version: 2 })]);
      expect(await store().upsert('candles', [entry({ version: 1 })])).toEqual(['older']);
      expect(textOf((await store().get('candles', entry({})))?.body)).toBe('{"v":2}');
    });

    it('answers same for a version it already has, and keeps its source', async () => {
      await store().upsert('candles', [entry({ version: 2, offset: 5 })]);
      expect(await store().upsert('candles', [entry({ version: 2, offset: 6 })])).toEqual(['same']);
      expect((await store().get('candles', entry({})))?.source.offset).toBe(5);
    });

    it('compares versions as unsigned bytes, a prefix being the older', async () => {
      const at = (...value: number[]) => ({ ...entry({}), version: Uint8Array.from(value) });
      expect(await store().upsert('candles', [at(0x7f), at(0x80), at(0x80, 0), at(0x80), at(0xff), at(0x80, 0, 1), at()]))
        .toEqual(['stored', 'stored', 'stored', 'older', 'stored', 'older', 'older']);
    });

    it('handles entries of one key in one call in their order', async () => {
      expect(await store().upsert('candles', [entry({ version: 1 }), entry({ version: 3 }), entry({ version: 2 }), entry({ version: 3 })]))
        .toEqual(['stored', 'stored', 'older', 'same']);
      expect(await everythingIn(store(), 'candles')).toHaveLength(1);
    });

    it('keeps the first where the collection says so, and calls another body a conflict', async () => {
      const trade = (number: number) => entry({ id: 't1', version: number });
      expect(await store().upsert('trades', [trade(2)])).toEqual(['stored']);
      expect(await store().upsert('trades', [trade(2), trade(1), trade(3)]))
        .toEqual(['same', 'conflict', 'conflict']);
      expect(textOf((await store().get('trades', entry({ id: 't1' })))?.body)).toBe('{"v":2}');
    });

    it('tells entries apart by order or by id, as the collection says', async () => {
      expect(await store().upsert('candles', [entry({ order: 1 }), entry({ order: 2 })])).toEqual(['stored', 'stored']);
      expect(await store().upsert('trades', [entry({ id: 'a' }), entry({ id: 'b' })])).toEqual(['stored', 'stored']);
      expect(await store().upsert('documents', [entry({ id: 'a', order: 1, version: 1 }), entry({ id: 'a', order: 2, version: 2 })]))
        .toEqual(['stored', 'stored']);
      expect((await everythingIn(store(), 'documents')).map(({ order }) => order)).toEqual([2]);
    });

    it('keeps series and collections apart', async () => {
      await store().upsert('candles', [entry({ series: 'a', version: 5 }), entry({ series: 'b', version: 1 })]);
      expect(await store().upsert('candles', [entry({ series: 'b', version: 2 })])).toEqual(['stored']);
      expect(await store().get('candles', entry({ series: 'c' }))).toBeUndefined();
      expect(await store().get('trades', entry({ series: 'a' }))).toBeUndefined();
    });

    it('tells an empty body from a deletion', async () => {
      await store().upsert('candles', [{ ...entry({}), body: bytes('') }]);
      expect((await store().get('candles', entry({})))?.body).toHaveLength(0);
    });

    it('keeps the newest of concurrent writes to one key, and acknowledges none that is missing', async () => {
      const numbers = Array.from({ length: 60 }, (_, index) => (index * 37) % 60);
      const verdicts = await Promise.all(numbers.map((number) => store().upsert('candles', [entry({ version: number })])));
      expect(textOf((await store().get('candles', entry({})))?.body)).toBe('{"v":59}');
      expect(new Set(verdicts.flat())).toEqual(new Set(['stored', 'older']));
    });
  });
};
