import { describe, expect, it } from 'vitest';
import type { SparseVector, VectorPoint } from '../port.ts';
import { chunk, moment, randomVector, terms, WINDOW } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const invalid = { code: 'VECTOR_INVALID' };
const refused = { code: 'REQUEST_INVALID' };

const withNumber = (number: number): Float32Array => randomVector(1).fill(number, 5, 6);

const denseVectors: readonly (readonly [what: string, vector: Float32Array])[] = [
  ['of zeros', new Float32Array(WINDOW)], ['with NaN', withNumber(NaN)], ['with an infinite number', withNumber(-Infinity)],
  ['that is too short', randomVector(1, WINDOW - 1)], ['that is too long', randomVector(1, WINDOW + 1)], ['without numbers', new Float32Array(0)],
];

const sparseVectors: readonly (readonly [what: string, vector: SparseVector])[] = [
  ['with a weight of zero', terms({ 1: 0 })], ['with NaN', terms({ 1: NaN })], ['with an infinite weight', terms({ 1: Infinity })],
  ['with a term twice', { indices: Uint32Array.of(3, 3), values: Float32Array.of(1, 1) }],
  ['out of order', { indices: Uint32Array.of(4, 3), values: Float32Array.of(1, 1) }],
  ['with more terms than weights', { indices: Uint32Array.of(3, 4), values: Float32Array.of(1) }],
];

export const refusals = (newPlace: NewPlace): void => {
  describe('refuses what it can’t hold, and stores none of the call', () => {
    const store = freshStore(newPlace);
    const noneOf = async (collection: 'moments' | 'chunks', bad: VectorPoint, error: object) => {
      const good = collection === 'moments' ? moment('good', randomVector(1)) : chunk('good', { 1: 1 });
      await expect(store().upsert(collection, [good, bad])).rejects.toMatchObject(error);
      expect(await store().count(collection, 'desk')).toBe(0);
    };

    it.each(denseVectors)('a dense vector %s, also in a question', async (_, vector) => {
      await noneOf('moments', moment('bad', vector), invalid);
      await expect(store().search('moments', { tenant: 'desk', query: { name: 'window', dense: vector }, limit: 1 })).rejects.toMatchObject(invalid);
    });

    it.each(sparseVectors)('a sparse vector %s, also in a question', async (_, vector) => {
      await noneOf('chunks', { ...chunk('bad', {}), sparse: { terms: vector } }, invalid);
      await expect(store().search('chunks', { tenant: 'desk', query: { name: 'terms', sparse: vector }, limit: 1 })).rejects.toMatchObject(invalid);
    });

    it('vectors that the collection does not have', async () => {
      await noneOf('moments', { ...moment('bad', randomVector(1)), dense: { meaning: randomVector(1) } }, invalid);
      await noneOf('moments', { ...moment('bad', randomVector(1)), sparse: { terms: terms({ 1: 1 }) } }, invalid);
      await noneOf('chunks', { ...chunk('bad', {}), sparse: { words: terms({ 1: 1 }) } }, invalid);
      await expect(store().search('chunks', { tenant: 'desk', query: { name: 'words', sparse: terms({ 1: 1 }) }, limit: 1 })).rejects.toMatchObject(invalid);
    });

    it('payloads and versions that can’t be kept', async () => {
      const point = (payload: VectorPoint['payload']) => moment('bad', randomVector(1), { payload });
      await noneOf('moments', point({ number: NaN }), refused);
      await noneOf('moments', point({ text: 'a\udc00' }), refused);
      await noneOf('moments', point({ list: ['a\ud800'] }), refused);
      await noneOf('moments', point({ series: 'x'.repeat(1_001) }), refused);
      await noneOf('moments', { ...point({}), version: new Uint8Array(65) }, refused);
      await noneOf('moments', moment('bad', randomVector(1), { tenant: '\ud800' }), refused);
      expect(await store().count('moments', 'desk')).toBe(0);
    });

    it('questions without sense', async () => {
      const query = { name: 'window', dense: randomVector(1) };
      for (const limit of [0, -1, 1.5, 1_001, NaN]) await expect(store().search('moments', { tenant: 'desk', query, limit })).rejects.toMatchObject(refused);
      await expect(store().search('moments', { tenant: 'desk', query, limit: 1, filter: { price: 5 } })).rejects.toMatchObject(refused);
      await expect(store().count('moments', 'desk', { price: 5 })).rejects.toMatchObject(refused);
      await expect(store().count('moments', 'desk', { series: Array.from({ length: 1_001 }, (_, at) => `${at}`) })).rejects.toMatchObject(refused);
    });
  });
};
