import { describe, expect, it } from 'vitest';
import type { VectorPoint } from '../port.ts';
import { MEANING, chunk, moment, randomVector, unit, upTo, WINDOW } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const bitsOf = (numbers: Float32Array | undefined): readonly number[] =>
  [...new Uint32Array(Float32Array.from(numbers ?? []).buffer)];

export const fidelity = (newPlace: NewPlace): void => {
  describe('gives back what it was given', () => {
    const store = freshStore(newPlace);
    const back = async (collection: 'moments' | 'chunks', point: VectorPoint) => {
      await store().upsert(collection, [point]);
      return await store().get(collection, point);
    };

    it('dense vectors at length 1, bit by bit', async () => {
      for (const seed of upTo(20)) {
        const vector = randomVector(seed).map((number) => number * 10 ** (seed - 10));
        expect(bitsOf((await back('moments', moment(`m${seed}`, vector)))?.dense['window'])).toEqual(bitsOf(unit(vector)));
      }
    });

    it('dense vectors of extreme numbers', async () => {
      const largest = 3.4028234663852886e38;
      const smallest = 1.401298464324817e-45;
      for (const [at, numbers] of [[largest, largest, -largest], [smallest, 0, 0], [1, smallest, -0], [-1, 1e-20, 1e-38]].entries()) {
        const vector = new Float32Array(WINDOW);
        vector.set(numbers);
        expect(bitsOf((await back('moments', moment(`m${at}`, vector)))?.dense['window'])).toEqual(bitsOf(unit(vector)));
      }
    });

    it('weights of terms, bit by bit, the greatest term too', async () => {
      const weights = { 0: Math.fround(0.1), 1: -2.5, 77: 1e-30, 4_294_967_295: Math.fround(1 / 3) };
      const found = (await back('chunks', chunk('c', weights)))?.sparse['terms'];
      expect([...found?.indices ?? []]).toEqual([0, 1, 77, 4_294_967_295]);
      expect([...found?.values ?? []]).toEqual([0.1, -2.5, 1e-30, 1 / 3].map(Math.fround));
    });

    it('points with both kinds, with one, and with none', async () => {
      const both = { ...chunk('both', { 1: 1 }), dense: { meaning: randomVector(1, MEANING) } };
      expect(Object.keys((await back('chunks', both))?.dense ?? {})).toEqual(['meaning']);
      expect((await back('chunks', both))?.sparse['terms']?.indices).toHaveLength(1);
      const dense = { ...both, id: 'dense', sparse: {} };
      expect(await back('chunks', dense)).toMatchObject({ sparse: {} });
      expect(await back('chunks', { ...dense, id: 'none', dense: {} })).toMatchObject({ dense: {}, sparse: {} });
      expect(await back('chunks', { ...both, id: 'empty', sparse: { terms: { indices: new Uint32Array(0), values: new Float32Array(0) } } })).toMatchObject({ sparse: {} });
    });

    it('payloads of every kind of value', async () => {
      const payload = {
        text: 'a\0b \u{1F600} "quoted" \\', empty: '', list: ['b', 'a', 'b', ''], none: [], nothing: null, yes: true, no: false,
        whole: 9_007_199_254_740_991, tiny: 5e-324, third: 1 / 3, large: 1.7976931348623157e308, negative: -0.1, 'a key. with [odd] "characters"': 1,
      };
      expect((await back('moments', moment('m', randomVector(0), { payload })))?.payload).toEqual(payload);
      const [hit] = await store().search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(0) }, limit: 1 });
      expect(hit?.payload).toEqual(payload);
    });

    it('nothing where there is nothing', async () => {
      expect(await store().get('moments', { tenant: 'desk', id: 'none' })).toBeUndefined();
    });
  });
};
