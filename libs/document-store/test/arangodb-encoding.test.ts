/** How keys, places and bodies are written: no two alike, in the order of bytes, legal. */
import { array, assert, integer, oneof, property, string, tuple, uint8Array, constantFrom, constant, double } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues } from '@streamforge/testing/arangodb/collation';
import { isLegalKey } from '@streamforge/testing/arangodb/document-rules';
import {
  after, beyond, boundDigits, end, idOfDigits, orderDigits, orderOfDigits, placeDigits, textDigits, textOfDigits, textsDigits, textsOfDigits,
} from '../src/arangodb/digits.ts';
import { entryKeyOf, keyOf, vertexId } from '../src/arangodb/document-key.ts';
import { bytesOfBody, edgeDocument, entryDocument, storedEntry } from '../src/arangodb/stored-document.ts';
import { edge, entry } from '../src/conformance/samples.ts';

const oddities = constantFrom(
  '', '\0', 'a', 'a\0', 'A', 'á', 'á', '!', '*', '%', '%00', '/', 'é'.repeat(150), 'x'.repeat(300), '\u{1F600}', '￿', 'ch', 'll', 'aa', 'ß', 'ss',
);
const anyText = oneof(oddities, string({ unit: 'binary', maxLength: 40 }), string({ unit: 'grapheme', maxLength: 20 }));
const anyOrder = oneof(
  integer({ min: -(2 ** 31), max: 2 ** 31 }), constantFrom(-(2 ** 53), 2 ** 53, Number.MAX_SAFE_INTEGER, 0, -1, 1),
  integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
);
const wellFormed = (text: string): string => text.toWellFormed();
const byBytes = (left: string, right: string): number => Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
/** As the server compares: by language. */
const byLanguage = (left: string, right: string): number => Math.sign(compareValues(left, right));

describe('text as digits', () => {
  it('comes back, and sorts as its bytes do, whatever the language', () => {
    assert(property(anyText, anyText, (first, second) => {
      const [left, right] = [wellFormed(first), wellFormed(second)];
      expect(textOfDigits(textDigits(left))).toBe(left);
      expect(byLanguage(textDigits(left), textDigits(right))).toBe(byBytes(left, right));
      for (const language of ['en-US', 'da', 'cs', 'es-u-co-trad', 'sv', 'de-u-co-phonebk', 'lt']) {
        expect(Math.sign(new Intl.Collator(language).compare(textDigits(left), textDigits(right)))).toBe(byBytes(left, right));
      }
    }));
  });

  it('keeps several texts apart, and sorts by the first that differs', () => {
    assert(property(array(anyText, { minLength: 1, maxLength: 5 }), (given) => {
      const texts = given.map(wellFormed);
      expect(textsOfDigits(textsDigits(texts))).toEqual(texts);
    }));
    assert(property(tuple(anyText, anyText), tuple(anyText, anyText), (first, second) => {
      const [left, right] = [first.map(wellFormed), second.map(wellFormed)];
      const order = byBytes(left[0] ?? '', right[0] ?? '') || byBytes(left[1] ?? '', right[1] ?? '');
      expect(byLanguage(textsDigits(left), textsDigits(right))).toBe(order);
    }));
  });

  it('has nothing between a code and what follows it, and something beyond all that begin with it', () => {
    assert(property(anyText, anyText, (first, second) => {
      const [left, right] = [textDigits(wellFormed(first)), textDigits(wellFormed(second))];
      expect(right > left).toBe(right >= after(left));
      if (right.startsWith(left)) expect(right < beyond(left)).toBe(true);
      expect(right.length % 3 === 0 && right.match(/.{3}/g)?.includes(end)).not.toBe(true);
    }));
  });
});

describe('the place of an entry', () => {
  it('comes back, and sorts by order, then by the bytes of the id', () => {
    assert(property(anyOrder, anyText, anyOrder, anyText, (order, first, other, second) => {
      const [id, otherId] = [wellFormed(first), wellFormed(second)];
      const [left, right] = [placeDigits(order, id), placeDigits(other, otherId)];
      expect([orderOfDigits(left), idOfDigits(left)]).toEqual([order === 0 ? 0 : order, id]);
      expect(byLanguage(left, right)).toBe(Math.sign(order - other) || byBytes(id, otherId));
    }));
  });

  it('is bounded by any number', () => {
    assert(property(oneof(anyOrder, double({ noNaN: true }), constant(Infinity), constant(-Infinity)), anyOrder, (bound, order) => {
      expect(orderDigits(order) >= boundDigits(bound)).toBe(order >= bound);
    }));
  });
});

describe('the key of a document', () => {
  it('is legal, and another for each series and identity', () => {
    assert(property(anyText, anyText, anyText, anyText, (...texts) => {
      const [series = '', id = '', otherSeries = '', otherId = ''] = texts.map(wellFormed);
      const [left, right] = [keyOf(series, id), keyOf(otherSeries, otherId)];
      expect(isLegalKey(left) && isLegalKey(right)).toBe(true);
      expect(left === right).toBe(series === otherSeries && id === otherId);
    }), { numRuns: 500 });
  });

  it('stays readable while it is short, and is a hash beyond 254 bytes', () => {
    expect(keyOf('binance:BTCUSDT:1m', '60000')).toBe('binance:BTCUSDT:1m!60000');
    expect(keyOf('a/b', 'ü!*%')).toBe('a%2fb!%c3%bc%21%2a%25');
    expect(keyOf('x'.repeat(127), 'y'.repeat(126))).toHaveLength(254);
    expect(keyOf('x'.repeat(127), 'y'.repeat(127))).toMatch(/^\*[0-9a-f]{64}$/);
  });

  it('follows what the collection tells entries apart by', () => {
    expect(entryKeyOf('candles', { series: 's', order: 5, id: 'x' })).toBe('s!5');
    expect(entryKeyOf('trades', { series: 's', order: 5, id: 'x' })).toBe('s!x');
    expect(vertexId({ series: 'binance', id: 'BTC' })).toBe(`assets/${entryKeyOf('assets', { series: 'binance', order: 0, id: 'BTC' })}`);
  });
});

describe('a document', () => {
  it('gives back what was stored, byte by byte', () => {
    assert(property(anyText, anyOrder, anyText, uint8Array(), oneof(uint8Array(), constant(null)), (first, order, second, version, body) => {
      const given = { ...entry({}), series: wellFormed(first), order, id: wellFormed(second), version, body };
      const crossed = JSON.parse(JSON.stringify(entryDocument('documents', given))) as ReturnType<typeof entryDocument>;
      const back = storedEntry(crossed);
      expect({ ...back, order: back.order === 0 ? order : back.order }).toEqual(given);
    }));
  });

  it('writes UTF-8 as text, a byte order mark and all, and anything else as base64', () => {
    const document = (bytes: readonly number[]) => entryDocument('candles', { ...entry({}), body: Uint8Array.from(bytes) });
    expect(document([0xef, 0xbb, 0xbf, 0x61])).toMatchObject({ encoding: 'utf8', body: '\uFEFFa', size: 4 });
    expect([...bytesOfBody(document([0xef, 0xbb, 0xbf, 0x61])) ?? []]).toEqual([0xef, 0xbb, 0xbf, 0x61]);
    expect(document([0xff, 0x00])).toMatchObject({ encoding: 'base64', body: '/wA=', size: 2 });
    expect(bytesOfBody({ live: true, size: 5, encoding: 'utf8', body: null })).toHaveLength(0);
  });

  it('of an edge names its ends as vertices, also those that do not exist', () => {
    expect(edgeDocument('relations', edge('a', 'b/c'))).toMatchObject({ _from: 'assets/binance!a', _to: 'assets/binance!b%2fc' });
  });
});
