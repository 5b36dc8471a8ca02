import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, moment, randomVector, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const sizes = (newPlace: NewPlace): void => {
  describe('takes calls of any size', () => {
    const store = freshStore(newPlace);

    it('an empty one', async () => {
      expect(await store().upsert('moments', [])).toEqual([]);
      expect(await everythingIn(store(), 'moments')).toEqual([]);
      expect(await store().search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(1) }, limit: 5 })).toEqual([]);
      expect(await store().count('moments', 'desk')).toBe(0);
    });

    it('ten thousand points, and their verdicts in order', { timeout: 60_000 }, async () => {
      await store().upsert('moments', [moment('m5000', randomVector(0), { version: 5 }), moment('m9999', randomVector(9_999))]);
      const points = upTo(10_000).map((seed) => moment(`m${seed}`, randomVector(seed)));
      const verdicts = await store().upsert('moments', points);
      expect(verdicts.flatMap((verdict, at) => (verdict === 'stored' ? [] : [[at, verdict]]))).toEqual([[5_000, 'older'], [9_999, 'same']]);
      expect(await store().count('moments', 'desk')).toBe(10_000);
      const search = (seed: number, limit: number) => store().search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(seed) }, limit });
      expect(idsOf(await search(8_765, 1))).toEqual(['m8765']);
      expect(await search(1, 1_000)).toHaveLength(1_000);
    });

    it('one point many times in a call: the newest stands', async () => {
      const verdicts = await store().upsert('moments', upTo(50).map((number) => moment('one', randomVector(number), { version: number, payload: { number } })));
      expect(new Set(verdicts)).toEqual(new Set(['stored']));
      expect((await store().get('moments', { tenant: 'desk', id: 'one' }))?.payload).toEqual({ number: 49 });
    });

    it('a payload of a megabyte, and a vector of thousands of terms', async () => {
      const text = 'é'.repeat(500_000);
      const many = Object.fromEntries(upTo(5_000).map((term) => [term * 3, 1 + term]));
      await store().upsert('chunks', [chunk('large', many, { payload: { text } }), chunk('small', { 3: 1 })]);
      const found = await store().get('chunks', { tenant: 'desk', id: 'large' });
      expect(found?.payload['text']).toBe(text);
      expect(found?.sparse['terms']?.indices).toHaveLength(5_000);
      expect((await everythingIn(store(), 'chunks')).length).toBe(2);
    });
  });
};
