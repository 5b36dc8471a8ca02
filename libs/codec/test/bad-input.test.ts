/**
 * The list of bad input that the platform promises to judge, as far as bytes and values decide it. Rules of the market (negative
 * prices, high below low, the future, duplicates) are judged by services; bodies, compression and CSV by the gateway and the replay.
 */
import { canonicalDecimal } from '@streamforge/contracts/decimal';
import { limits } from '@streamforge/contracts/limits';
import type { TopicName } from '@streamforge/contracts/topics';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../src/decode.ts';
import { asset, assetKey, candle, candleKey, document, documentKey, record, type Sent } from './records.ts';

interface Line extends Sent {
  readonly topic?: TopicName;
}

const json = JSON.stringify(candle);
const withMember = (member: string): string => `${json.slice(0, -1)},${member}}`;
const symbol = (name: string): Line => ({ value: { ...candle, symbol: name }, key: `binance:${name}:1m` });
const time = (openTime: unknown): Line => ({ value: { ...candle, openTime } });
const tombstone = { value: null, headers: { ce_time: '2024-01-01T00:00:00Z' } };

const lines: readonly (readonly [what: string, line: Line, outcome: string])[] = [
  ['empty value', { value: '' }, 'RECORD_EMPTY'],
  ['tombstone on candles', tombstone, 'TOMBSTONE_REFUSED'],
  ['tombstone on assets', { ...tombstone, topic: 'market.assets.v1', key: assetKey }, 'tombstone'],
  ['tombstone on documents', { ...tombstone, topic: 'documents.v1', key: documentKey }, 'tombstone'],
  ['tombstone without a time', { topic: 'documents.v1', key: documentKey, value: null }, 'TOMBSTONE_TIME_MISSING'],
  ['null key', { key: null }, 'KEY_MISSING'],
  ['not UTF-8', { value: Buffer.from('{"name":"Zürich"}', 'latin1') }, 'ENCODING_NOT_UTF8'],
  ['BOM', { value: `\ufeff${json}` }, 'ENCODING_BOM'],
  ['truncated JSON', { value: json.slice(0, -10) }, 'JSON_INVALID'],
  ['trailing garbage', { value: `${json};` }, 'JSON_INVALID'],
  ['depth 10,000', { value: withMember(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`) }, 'JSON_TOO_DEEP'],
  ['array of half a million, the most that 1 MiB holds', { value: `[${'0,'.repeat(500_000)}0]` }, 'EVENT_INVALID'],
  ['array of a million', { value: `[${'0,'.repeat(1_000_000)}0]` }, 'RECORD_TOO_LARGE'],
  ['a field that is an array of half a million',
    { topic: 'documents.v1', key: documentKey,
    value: `{"id":"note-1","text":"x","publishedAt":1704067200000,"symbols":[${'0,'.repeat(500_000)}0]}` }, 'EVENT_INVALID'],
  ['one byte over the size limit', { value: json.padEnd(limits.recordBytes + 1) }, 'RECORD_TOO_LARGE'],
  ['gzip where JSON belongs', { value: Buffer.from('1f8b0800000000000003abaed50200ae2e8e0f02000000', 'hex') }, 'ENCODING_NOT_UTF8'],
  ['duplicate JSON keys', { value: withMember('"open":"1"') }, 'JSON_DUPLICATE_KEY'],
  ['__proto__', { value: withMember('"__proto__":{"closed":false}') }, 'JSON_FORBIDDEN_KEY'],
  ['constructor.prototype', { value: withMember('"constructor":{"prototype":{}}') }, 'JSON_FORBIDDEN_KEY'],
  ['NaN', { value: json.replace('"42283.58"', 'NaN') }, 'JSON_INVALID'],
  ['Infinity', { value: json.replace('"42283.58"', 'Infinity') }, 'JSON_INVALID'],
  ['NaN as text', { value: { ...candle, open: 'NaN' } }, 'DECIMAL_INVALID'],
  ['1e999', { value: json.replace('"42283.58"', '1e999') }, 'JSON_NUMBER_OUT_OF_RANGE'],
  ['1e999 as text', { value: { ...candle, open: '1e999' } }, 'DECIMAL_INVALID'],
  ['integer above 2^53', { value: json.replace('"35.92724"', '9007199254740993') }, 'event'],
  ['negative price', { value: { ...candle, open: '-1' } }, 'event'],
  ['−0', { value: json.replace('"42283.58"', '-0') }, 'event'],
  ['seconds', time(1_704_067_200), 'TIME_INVALID'],
  ['microseconds', time(1_704_067_200_000_000), 'TIME_INVALID'],
  ['nanoseconds', { value: json.replace('1704067200000', '1704067200000000000') }, 'TIME_INVALID'],
  ['half a millisecond', time(1_704_067_200_000.5), 'TIME_INVALID'],
  ['a year ahead', time(1_704_067_200_000 + 31_536_000_000), 'event'],
  ['year 0', time(-62_167_219_200_000), 'TIME_INVALID'],
  ['year 9999', time(253_402_300_799_000), 'TIME_INVALID'],
  ['high below low', { value: { ...candle, high: '1' } }, 'event'],
  ['unknown symbol', symbol('NEVERSEEN'), 'event'],
  ['symbol with /', symbol('BTC/USDT'), 'SYMBOL_INVALID'],
  ['symbol with ..', symbol('A..B'), 'SYMBOL_INVALID'],
  ['symbol that climbs', symbol('../../etc'), 'SYMBOL_INVALID'],
  ['symbol with :', symbol('BTC:USDT'), 'SYMBOL_INVALID'],
  ['symbol with $', symbol('$where'), 'SYMBOL_INVALID'],
  ['symbol of 255 characters', symbol('A'.repeat(255)), 'SYMBOL_INVALID'],
  ['empty symbol', symbol(''), 'SYMBOL_INVALID'],
  ['homoglyph', symbol('\u0412TCUSDT'), 'SYMBOL_INVALID'],
  ['right-to-left override', symbol('BTC\u202eUSDT'), 'SYMBOL_INVALID'],
  ['zero-width space', symbol('BTC\u200bUSDT'), 'SYMBOL_INVALID'],
  ['NUL in a symbol', symbol('BTC\u0000'), 'SYMBOL_INVALID'],
  ['line break after a symbol', symbol('BTC\n'), 'SYMBOL_INVALID'],
  ['unknown event type', { headers: { ce_type: 'com.example.tick' } }, 'EVENT_TYPE_UNKNOWN'],
  ['newer contract version', { headers: { ce_type: 'streamforge.market.candle.v2' } }, 'EVENT_VERSION_UNSUPPORTED'],
  ['older contract version', { headers: { ce_type: 'streamforge.market.candle.v0' } }, 'EVENT_TYPE_UNKNOWN'],
  ['misspelt field', { value: withMember('"volme":"1"') }, 'EVENT_FIELD_UNKNOWN'],
  ['key of another series', { key: 'binance:ETHUSDT:1m' }, 'KEY_MISMATCH'],
  ['zero-width text in a document', { topic: 'documents.v1', key: documentKey, value: { ...document, text: 'a\u200b\u202eb' } }, 'event'],
  ['asset with a relation to a bad symbol',
    { topic: 'market.assets.v1', key: assetKey, value: { ...asset, relations: [{ type: 'of', exchange: 'x', symbol: 'a b' }] } },
    'SYMBOL_INVALID'],
];

describe('bad input', () => {
  it.each(lines)('%s', (_what, { topic = 'market.candles.v1', key = candleKey, ...sent }, outcome) => {
    const decoded = decodeRecord(topic, 0, record({ key, ...sent }));
    expect(decoded.ok ? decoded.received.kind : decoded.refusal.code).toBe(outcome);
    expect((decoded.ok ? '' : decoded.refusal.detail).length).toBeLessThan(1_000);
    expect(decodeRecord('market.candles.v1', 0, record()).ok).toBe(true);
  });

  it('exact numbers stay exact', () => {
    const value = json.replace('"42283.58"', '-0').replace('"42298.62"', '9007199254740993')
      .replace('"42261.02"', '0.1234567890123456789').replace('"42298.61"', '1e-7');
    expect(decodeRecord('market.candles.v1', 0, record({ value }))).toMatchObject({
      received: { value: { open: '0', high: '9007199254740993', low: '0.1234567890123456789', close: canonicalDecimal('1e-7') } },
    });
  });
});
