import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTerms, termIndex } from '../src/term-index.ts';
import { termsOf } from '../src/terms.ts';

describe('the terms of a text', () => {
  it('are its words in lower case, cut to their stems, without stop words and single characters', () => {
    expect(termsOf('The Fed’s rates are RISING, and BTC-USD is at 61,250.5 in Q3_2024.')).toEqual(['fed', 'rate', 'rise', 'btc', 'usd', '61', '250', 'q3_2024']);
  });

  it('are the same however a word is spelled in Unicode', () => {
    expect(termsOf('Zürich ﬁnance ｂｔｃ')).toEqual(termsOf('Zu\u0308rich fi\u00ADnance b\u200Btc'));
    expect(termsOf('Übergröße МОСКВА 2024年')).toEqual(['übergröße', 'москва', '2024', '年']);
  });

  it('are pairs of characters where a script has no spaces', () => {
    expect(termsOf('東京証券 BTCを買う')).toEqual(['東京', '京証', '証券', 'btc', 'を買', '買う']);
  });

  it('leave out what is too long for a word', () => {
    expect(termsOf(`key ${'A1'.repeat(40)} end`)).toEqual(['key', 'end']);
  });

  it('can be had of any text at all, and do not depend on what stands around a word', () => {
    assert(property(string({ unit: 'binary' }), (text) => {
      expect(termsOf(`volatility ${text} volatility`).filter((term) => term === 'volatil').length).toBeGreaterThanOrEqual(2);
    }));
  });
});

describe('the index of a term', () => {
  it('is the same on every machine', () => {
    expect(['btc', 'volatil', '東京'].map(termIndex)).toEqual([2_762_634_370, 856_242_217, 1_354_228_455]);
  });

  it('is shared by hardly any two of a hundred thousand', () => {
    const indices = new Set(Array.from({ length: 100_000 }, (_, n) => termIndex(`term${n}`)));
    expect(indices.size).toBeGreaterThan(99_990);
    expect(Math.max(...[...indices].slice(0, 1_000))).toBeLessThan(2 ** 32);
  });

  it('counts how often a term stands in a text', () => {
    expect(countTerms(['btc', 'rate', 'btc'])).toEqual(new Map([[termIndex('btc'), 2], [termIndex('rate'), 1]]));
  });
});
