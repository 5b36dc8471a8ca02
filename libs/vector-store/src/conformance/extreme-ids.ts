import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, terms } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const oddIds = [
  '\0', 'a\0b', 'a\0', 'a', 'A', 'Ä', 'a\u0308', '\u00e4', '\u202Eabc', '\u200B', '\uFEFFa', '日本', '\u{1F600}', '\uFFFD', '\uFFFF', ' a', 'a ',
  `'; DROP`, '%', '_', '/', '..', 'binance:BTCUSDT:1h:1704067200000', 'x'.repeat(400), 'é'.repeat(200), '00000000-0000-0000-0000-000000000000', '18446744073709551615',
];
const byBytes = (texts: readonly string[]): readonly string[] =>
  texts.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

export const extremeIds = (newPlace: NewPlace): void => {
  describe('holds extreme ids', () => {
    const store = freshStore(newPlace);

    it('of any text up to 400 bytes, each by itself, sorted by bytes and not by a language', async () => {
      expect(new Set(await store().upsert('chunks', oddIds.map((id) => chunk(id, { 1: 1 }, { payload: { id } }))))).toEqual(new Set(['stored']));
      for (const id of oddIds) expect(await store().get('chunks', { tenant: 'desk', id })).toMatchObject({ id, payload: { id } });
      expect(idsOf(await everythingIn(store(), 'chunks'))).toEqual(byBytes(oddIds));
      const query = { name: 'terms', sparse: terms({ 1: 1 }) };
      expect(idsOf(await store().search('chunks', { tenant: 'desk', query, limit: 100 }))).toEqual(byBytes(oddIds));
      expect(new Set(await store().upsert('chunks', oddIds.map((id) => chunk(id, { 1: 1 }))))).toEqual(new Set(['same']));
    });

    it('and none that is longer, empty or not Unicode', async () => {
      for (const id of ['', 'x'.repeat(401), 'é'.repeat(201), 'a\ud800']) {
        await expect(store().upsert('chunks', [chunk('fine', { 1: 1 }), chunk(id, { 1: 1 })])).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
        await expect(store().get('chunks', { tenant: 'desk', id })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      }
      expect(await store().count('chunks', 'desk')).toBe(0);
    });
  });
};
