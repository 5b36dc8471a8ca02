import { describe, expect, it } from 'vitest';
import { entry, everythingIn, scanned } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const deletions = (newPlace: NewPlace): void => {
  describe('deletes by a marker', () => {
    const store = freshStore(newPlace);
    const written = (number: number) => entry({ id: 'doc', version: number });
    const deletion = (number: number) => entry({ id: 'doc', version: number, body: null });

    it('hides a deleted entry from scans and shows its marker to those who ask', async () => {
      await store().upsert('documents', [written(1), entry({ id: 'other', order: 1 })]);
      expect(await store().upsert('documents', [deletion(2)])).toEqual(['stored']);
      expect((await scanned(store(), 'documents', written(1).series)).map(({ id }) => id)).toEqual(['other']);
      expect((await scanned(store(), 'documents', written(1).series, { deleted: true })).map(({ id, body }) => [id, body === null]))
        .toEqual([['doc', true], ['other', false]]);
      const marker = await store().get('documents', written(1));
      expect([marker?.body, marker?.version]).toEqual([null, deletion(2).version]);
    });

    it('keeps what is newer than the deletion', async () => {
      await store().upsert('documents', [written(3)]);
      expect(await store().upsert('documents', [deletion(2)])).toEqual(['older']);
      expect(await scanned(store(), 'documents', written(1).series)).toHaveLength(1);
    });

    it('keeps what is older than the deletion out, also when it arrives later', async () => {
      expect(await store().upsert('documents', [deletion(2)])).toEqual(['stored']);
      expect(await store().upsert('documents', [written(1), deletion(2)])).toEqual(['older', 'same']);
      expect(await scanned(store(), 'documents', written(1).series)).toEqual([]);
    });

    it('brings an entry back by a newer version', async () => {
      await store().upsert('documents', [written(1), deletion(2), written(3)]);
      expect(await scanned(store(), 'documents', written(1).series)).toHaveLength(1);
    });

    it('gives markers to who reads everything', async () => {
      await store().upsert('documents', [written(1), deletion(2)]);
      expect((await everythingIn(store(), 'documents')).map(({ body }) => body)).toEqual([null]);
    });

    it('clears one collection and leaves the others', async () => {
      await store().upsert('documents', [written(2), entry({ id: 'gone', body: null })]);
      await store().upsert('candles', [entry({})]);
      await store().clear('documents');
      expect(await everythingIn(store(), 'documents')).toEqual([]);
      expect(await store().series('documents', { limit: 10 })).toEqual([]);
      expect(await everythingIn(store(), 'candles')).toHaveLength(1);
      expect(await store().upsert('documents', [written(1)])).toEqual(['stored']);
      expect((await store().series('documents', { limit: 10 })).map(({ count }) => count)).toEqual([1]);
    });
  });
};
