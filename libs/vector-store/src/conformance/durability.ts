import { describe, expect, it, onTestFinished } from 'vitest';
import { killBatch } from './kill-batch.ts';
import { chunk, everythingIn, idsOf, likest, MEANING, moment, randomVector, upTo } from './samples.ts';
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
      await store.prepare('chunks', { meaning: MEANING });
      const points = upTo(200).map((seed) => moment(`m${seed}`, randomVector(seed), { payload: { series: `s${seed % 7}` } }));
      await store.upsert('moments', points);
      await store.upsert('chunks', [chunk('c', { 5: 1 })]);
      await store.deleteWhere('moments', 'desk', { series: 's3' });
      const before = [await everythingIn(store, 'moments'), await everythingIn(store, 'chunks')];
      await store.close();
      const again = await place.open();
      expect([await everythingIn(again, 'moments'), await everythingIn(again, 'chunks')]).toEqual(before);
      const kept = points.filter(({ payload }) => payload['series'] !== 's3');
      const hits = await again.search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(5_000) }, limit: 20 });
      expect(idsOf(hits)).toEqual(idsOf(likest(kept, 'window', randomVector(5_000), 20)));
      expect(await again.upsert('moments', [moment('m0', randomVector(0)), moment('m0', randomVector(1), { version: 2 })])).toEqual(['same', 'stored']);
      await expect(again.prepare('chunks', { meaning: MEANING + 1 })).rejects.toMatchObject({ code: 'VECTOR_SHAPE' });
      await again.close();
    });

    it.each([2, 3, 7])('when its process is killed at commit %i', async (killAt) => {
      const place = await fresh();
      if (place.writeAndKill === undefined) return;
      const acknowledged = await place.writeAndKill(10, killAt);
      expect(acknowledged).toBeLessThan(10);
      const store = await place.open();
      const kept = await everythingIn(store, 'moments');
      const ids = new Set(idsOf(kept));
      expect(ids.size).toBe(kept.length);
      for (const number of upTo(acknowledged)) expect(killBatch(number).every(({ id }) => ids.has(id))).toBe(true);
      const query = { name: 'window', dense: randomVector(3) };
      expect(idsOf(await store.search('moments', { tenant: 'desk', query, limit: 1_000 })).toSorted()).toEqual([...ids].toSorted());
      await store.upsert('moments', upTo(10).flatMap(killBatch));
      expect(await store.count('moments', 'desk')).toBe(201);
      expect((await store.get('moments', { tenant: 'desk', id: 'revised' }))?.payload).toMatchObject({ number: 9 });
      await store.close();
    });
  });
};
