import type { Refusal } from '../src/received.ts';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import { describe, expect, it } from 'vitest';
import { validateValue } from '../src/validate.ts';
import { shown, shownAscii } from '../src/shown.ts';
import { asset, candle, document } from './records.ts';

const refusal = (value: unknown, topic: TopicName = 'market.candles.v1'): Refusal | undefined => {
  const validated = validateValue(topic, value);
  return validated.ok ? undefined : validated.refusal;
};

describe('a refusal names the field, what it holds and what was expected', () => {
  it.each([
    ['a misspelt field', { ...candle, volume: undefined, volme: '1' }, 'EVENT_FIELD_UNKNOWN',
      'the event has unknown "volme"; volume is missing.'],
    ['a missing field', { ...candle, openTime: undefined }, 'EVENT_INVALID', 'openTime is missing.'],
    ['a word for a price', { ...candle, open: 'abc' }, 'DECIMAL_INVALID',
      'open: must be a decimal such as "61250.5", at most 38 digits on each side of the point, but is "abc".'],
    ['null for a price', { ...candle, open: null }, 'DECIMAL_INVALID', 'open: must be string or number, but is null.'],
    ['a list for a price', { ...candle, open: ['1'] }, 'DECIMAL_INVALID', 'open: must be string or number, but is an array of 1.'],
    ['too long a price', { ...candle, open: '1'.repeat(97) }, 'DECIMAL_INVALID',
      `open: must be a decimal such as "61250.5", at most 38 digits on each side of the point, but is "${'1'.repeat(39)}…".`],
    ['an optional decimal', { ...candle, quoteVolume: 'x' }, 'DECIMAL_INVALID',
      'quoteVolume: must be a decimal such as "61250.5", at most 38 digits on each side of the point, but is "x".'],
    ['seconds', { ...candle, openTime: 1_704_067_200 }, 'TIME_INVALID',
      'openTime: must be epoch milliseconds between 1971 and 2200; 1704067200 looks like another unit, but is 1704067200.'],
    ['a date for a time', { ...candle, openTime: '2024-01-01' }, 'TIME_INVALID',
      'openTime: must be whole epoch milliseconds, but is "2024-01-01".'],
    ['a slash in a symbol', { ...candle, symbol: 'BTC/USDT' }, 'SYMBOL_INVALID',
      'symbol: ASCII letters, digits, . _ and -, at most 64, no "..", but is "BTC/USDT".'],
    ['a Cyrillic letter in a symbol', { ...candle, symbol: '\u0412TC' }, 'SYMBOL_INVALID',
      'symbol: ASCII letters, digits, . _ and -, at most 64, no "..", but is "\\u{412}TC".'],
    ['a number for a symbol', { ...candle, symbol: 7 }, 'SYMBOL_INVALID',
      'symbol: Invalid input: expected string, received number, but is 7.'],
    ['an unknown interval', { ...candle, interval: {} }, 'EVENT_INVALID', expect.stringMatching(/^interval: .*, but is an object\.$/)],
    ['no object', [candle], 'EVENT_INVALID', 'the event: Invalid input: expected object, received array, but is an array of 1.'],
  ])('%s', (_what, value, code, detail) => expect(refusal(JSON.parse(JSON.stringify(value)))).toEqual({ code, detail }));

  it('within lists and records too', () => {
    expect(refusal({ ...document, symbols: ['A', '$'] }, 'documents.v1')).toMatchObject({ code: 'SYMBOL_INVALID',
      detail: expect.stringMatching(/^symbols\[1\]: /) as string });
    expect(refusal({ ...asset, relations: [{ type: 'index', exchange: 'x', symbol: '..' }] },
      'market.assets.v1')?.code).toBe('SYMBOL_INVALID');
    expect(refusal({ ...document, metadata: { a: [1] } }, 'documents.v1')).toMatchObject({ code: 'EVENT_INVALID',
      detail: 'metadata.a: must be string or number or boolean or null, but is an array of 1.' });
    expect(refusal({ ...document, id: -1 }, 'documents.v1')).toMatchObject({ code: 'EVENT_INVALID',
      detail: 'id: Too small: expected number to be >=0, but is -1.' });
    expect(refusal({ ...document, metadata: { ['k'.repeat(101)]: 1 } }, 'documents.v1')).toMatchObject({ code: 'EVENT_INVALID',
      detail: `metadata.${'k'.repeat(39)}…: Invalid key in record, but is 1.` });
  });

  it('at most three fields, the most telling first', () => {
    const detail = refusal({ ...candle, symbol: '/', openTime: 1, open: 'x', close: 'y', a: 1, b: 1, c: 1, d: 1 })?.detail;
    expect(detail).toMatch(/^the event has unknown "a", "b", "c" and 1 more; open: .*; close: .*; and 2 more\.$/);
  });

  it('with nothing that fools a terminal or an eye, and never a whole payload', () => {
    expect(refusal({ ...candle, ['\u001b[31m\u202e']: 1 })?.detail).toBe('the event has unknown "\\u{1b}[31m\\u{202e}".');
    expect(refusal({ ...document, text: undefined, title: 'x'.repeat(5_000) }, 'documents.v1')?.detail.length).toBeLessThan(200);
  });
});

describe('a value shown to people', () => {
  it.each([
    ['a\u200bb\u2066\u0000', '"a\\u{200b}b\\u{2066}\\u{0}"'],
    ['\ufeff\u2028\ud800', '"\\u{feff}\\u{2028}\\u{d800}"'],
    ['Zürich 😀', '"Zürich 😀"'],
    ['x'.repeat(40), `"${'x'.repeat(40)}"`],
    [`${'x'.repeat(38)}😀😀😀`, `"${'x'.repeat(38)}😀…"`],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('%j', (value, text) => expect(shown(value)).toBe(text));

  it('in ASCII where only ASCII is allowed', () => {
    expect(shownAscii('Zü😀')).toBe('"Z\\u{fc}\\u{1f600}"');
    expect(shownAscii(1)).toBe('1');
  });
});

describe('a value is judged as the schema of its topic itself judges it', () => {
  const odd = [undefined, null, '', 'x', 'NaN', '1e3', 0, -1, 1.5, 1e300, true, [], ['BTCUSDT'], {}, { x: 1 }];

  it.each([['market.candles.v1', candle], ['market.assets.v1', asset], ['documents.v1', document]] as const)('%s', (topic, good) => {
    const schema = topicOf(topic).value;
    const values = [good, ...odd, ...['x', ...Object.keys(good)].flatMap((field) => odd.map((value) => ({ ...good, [field]: value })))];
    for (const value of values) {
      const judged = schema.safeParse(value);
      expect(validateValue(topic, value)).toEqual(judged.success ? { ok: true, value: judged.data } : { ok: false, refusal: expect.anything() as unknown });
    }
  });
});
