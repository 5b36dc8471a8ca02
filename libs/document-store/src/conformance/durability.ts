import { describe, expect, it, onTestFinished } from 'vitest';
import { stateHash } from '../state-hash.ts';
import { killBatch } from './kill-batch.ts';
import { edge, entry, everythingIn, upTo, vertex } from './samples.ts';
import type { NewPlace, Place } from './subject.ts';

export const durability = (newPlace: NewPlace): void => {
  describe('keeps what it acknowledged', () => {
    const fresh = async (): Promise<Place> => {
      const place = await newPlace();
      onTestFinished(() => place.dispose());
      return place;
    };

    it('when it is closed and opened again', async () => {
      const place = await fresh();
      const store = await place.open();
      const document = (number: number) =>
        entry({ series: `s${number % 7}`, id: `d${number}`, order: number, body: number % 5 === 0 ? null : 'text' });
      await store.upsert('documents', upTo(500).map(document));
      await store.upsertEdges('relations', [edge('a', 'b')]);
      const [hash, series] = [await stateHash(store), await store.series('documents', { limit: 10 })];
      await store.close();
      const again = await place.open();
      expect([await stateHash(again), await again.series('documents', { limit: 10 })]).toEqual([hash, series]);
      expect(await again.traverse(vertex('a'), { hops: 1, limit: 1 })).toHaveLength(1);
      expect(await again.upsert('documents', [document(1), entry({ series: 's1', id: 'd1', version: 2 })])).toEqual(['same', 'stored']);
      expect(await again.lostWrites()).toBe(0);
      await again.ping();
      await again.close();
    });

    it.each([1, 2, 7])('when its process is killed at commit %i', async (killAt) => {
      const place = await fresh();
      if (place.writeAndKill === undefined) return;
      const acknowledged = await place.writeAndKill(10, killAt);
      expect(acknowledged).toBeLessThan(10);
      const store = await place.open();
      const kept = await everythingIn(store, 'documents');
      const ids = new Set(kept.map(({ id }) => id));
      for (const number of upTo(acknowledged)) expect(killBatch(number).every(({ id }) => ids.has(id))).toBe(true);
      expect(ids.size).toBe(kept.length);
      const revised = await store.get('documents', entry({ series: 'revised', id: 'one' }));
      expect(Number(Buffer.from(revised?.body ?? []).toString())).toBeGreaterThanOrEqual(acknowledged - 1);
      expect((await store.series('documents', { limit: 10 })).reduce((sum, { count }) => sum + count, 0)).toBe(kept.length);
      expect(await store.lostWrites()).toBe(0);
      const verdicts = await store.upsert('documents', upTo(10).flatMap(killBatch));
      expect(verdicts).not.toContain('conflict');
      expect(await everythingIn(store, 'documents')).toHaveLength(201);
      await store.close();
    });
  });
};
