import { describe, expect, it } from 'vitest';
import { entry, everythingIn, scanned, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const sizes = (newPlace: NewPlace): void => {
  describe('takes calls of any size', () => {
    const store = freshStore(newPlace);

    it('an empty one', async () => {
      expect(await store().upsert('candles', [])).toEqual([]);
      expect(await store().upsertEdges('relations', [])).toEqual([]);
      expect(await everythingIn(store(), 'candles')).toEqual([]);
    });

    it('ten thousand keys, in one series', async () => {
      const bars = upTo(10_000).map((order) => entry({ order }));
      expect(new Set(await store().upsert('candles', bars))).toEqual(new Set(['stored']));
      expect(new Set(await store().upsert('candles', bars))).toEqual(new Set(['same']));
      expect(await scanned(store(), 'candles', entry({}).series)).toHaveLength(10_000);
    });

    it('ten thousand keys, each in a series of its own, and their verdicts in order', async () => {
      await store().upsert('documents', [entry({ series: 's5000', id: 'x', version: 5 }), entry({ series: 's9999', id: 'x', version: 1 })]);
      const documents = upTo(10_000).map((number) => entry({ series: `s${number}`, id: 'x', version: 1 }));
      const verdicts = await store().upsert('documents', documents);
      expect(verdicts.flatMap((verdict, index) => (verdict === 'stored' ? [] : [[index, verdict]])))
        .toEqual([[5_000, 'older'], [9_999, 'same']]);
      expect(await store().series('documents', { limit: 20_000 })).toHaveLength(10_000);
      const everything = await everythingIn(store(), 'documents');
      expect(everything.map(({ series }) => series)).toEqual(upTo(10_000).map((number) => `s${number}`).toSorted());
    });

    it('a body of a megabyte beside a small one', async () => {
      const large = new Uint8Array(1_048_576).fill(123);
      await store().upsert('documents', [{ ...entry({ id: 'large' }), body: large }, entry({ id: 'small' })]);
      expect((await store().get('documents', entry({ id: 'large' })))?.body).toHaveLength(1_048_576);
      expect(await scanned(store(), 'documents', entry({}).series)).toHaveLength(2);
    });

    it('more bytes than one message carries', async () => {
      const body = new Uint8Array(900_000).fill(32);
      const verdicts = await store().upsert('documents', upTo(10).map((number) => ({ ...entry({ id: `d${number}` }), body })));
      expect(verdicts).toEqual(upTo(10).map(() => 'stored'));
    });
  });
};
