import { describe, expect, it, onTestFinished } from 'vitest';
import type { VectorStore } from '../port.ts';
import { chunk, everythingIn, moment, randomVector, terms } from './samples.ts';
import type { NewPlace } from './subject.ts';

const shape = { name: 'TerminalError', code: 'VECTOR_SHAPE' };

export const shapes = (newPlace: NewPlace): void => {
  describe('fixes the length of vectors', () => {
    const opened = async (): Promise<VectorStore> => {
      const place = await newPlace();
      const store = await place.open();
      onTestFinished(async () => {
        await store.close();
        await place.dispose();
      });
      return store;
    };

    it('once, and takes being told again', async () => {
      const store = await opened();
      await store.prepare('moments');
      await store.prepare('moments', { window: 64 });
      await expect(store.prepare('moments', { window: 32 })).rejects.toMatchObject(shape);
      await store.prepare('chunks', { meaning: 3 });
      await store.prepare('chunks', { meaning: 3 });
      await store.prepare('chunks');
      await expect(store.prepare('chunks', { meaning: 4 })).rejects.toMatchObject(shape);
      const point = { ...chunk('c', { 1: 1 }), dense: { meaning: Float32Array.of(1, 2, 3) } };
      expect(await store.upsert('chunks', [point])).toEqual(['stored']);
      await expect(store.prepare('moments', { meaning: 4 })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    });

    it('also later than the first points came, and anew after clearing', async () => {
      const store = await opened();
      await store.prepare('chunks');
      expect(await store.upsert('chunks', [chunk('lexical', { 1: 1 })])).toEqual(['stored']);
      const dense = (...numbers: readonly number[]) => ({ ...chunk('dense', { 1: 1 }), dense: { meaning: Float32Array.from(numbers) } });
      await expect(store.upsert('chunks', [dense(1, 2)])).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
      await store.prepare('chunks', { meaning: 2 });
      expect(await store.upsert('chunks', [dense(1, 2)])).toEqual(['stored']);
      expect(await store.count('chunks', 'desk')).toBe(2);
      await store.clear('chunks');
      await store.prepare('chunks', { meaning: 5 });
      expect(await store.upsert('chunks', [dense(1, 2, 3, 4, 5)])).toEqual(['stored']);
    });

    it('and has nothing in a collection that nobody prepared', async () => {
      const store = await opened();
      expect(await everythingIn(store, 'moments')).toEqual([]);
      expect(await store.get('moments', { tenant: 'desk', id: 'm' })).toBeUndefined();
      expect(await store.search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(1) }, limit: 1 })).toEqual([]);
      expect(await store.search('chunks', { tenant: 'desk', query: { name: 'terms', sparse: terms({ 1: 1 }) }, limit: 1 })).toEqual([]);
      expect(await store.deleteWhere('chunks', 'desk', { document: 'd' })).toBe(0);
      expect(await store.count('chunks', 'desk')).toBe(0);
      await store.ping();
      expect(await store.upsert('moments', [moment('m', randomVector(1))])).toEqual(['stored']);
    });
  });
};
