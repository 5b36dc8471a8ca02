/** Lines that the bytes of a record decide: emptiness, encoding, size, JSON. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { limits } from '@streamforge/contracts/limits';
import {
  asset, ASSETS, candle, candleKey, document, DOCUMENTS, onAssets, onCandles, onDocuments, onTrades, spelled, trade,
  type BadLine, type Stored,
} from './line.ts';

const good = JSON.stringify(candle('B'));
const withMember = (member: string): string => `${good.slice(0, -1)},${member}}`;
const deleted = [['ce_time', '2024-06-01T00:00:00Z']] as const;
const goneDocument: Stored = { collection: 'documents', key: { series: 'public', order: 0, id: 'gone' }, body: null };
const goneAsset: Stored = { collection: 'assets', key: { series: 'test', order: 0, id: 'GONE' }, body: null };
const tooLarge = { refused: 'RECORD_TOO_LARGE' } as const;
const longText = 'x'.repeat(900_000);

export const bytesLines: readonly BadLine[] = [
  onCandles('an empty value', 'B', '', 'RECORD_EMPTY'),
  onCandles('a tombstone on candles', 'B', null, 'TOMBSTONE_REFUSED'),
  onTrades('a tombstone on trades', 'B', null, 'TOMBSTONE_REFUSED', { headers: deleted }),
  onDocuments('a tombstone on documents', 'gone', null, goneDocument, {
    headers: deleted, before: [{ topic: DOCUMENTS, key: 'public:gone', value: JSON.stringify(document('gone')) }],
  }),
  onAssets('a tombstone on assets', 'GONE', null, goneAsset, {
    headers: deleted, before: [{ topic: ASSETS, key: 'test:GONE', value: JSON.stringify(asset('GONE')) }],
  }),
  onDocuments('a tombstone without a time', 'timeless', null, 'TOMBSTONE_TIME_MISSING'),
  onDocuments('a tombstone of no key of ours', 'a', null, 'KEY_MISMATCH', { key: 'nothing', headers: deleted }),
  onCandles('a null key', 'B', candle('B'), 'KEY_MISSING', { key: null }),
  onCandles('the key of another series', 'B', candle('B'), 'KEY_MISMATCH', { key: 'test:OTHER:1m' }),
  onCandles('a key of 2 KB', 'B', candle('B'), 'KEY_TOO_LONG', { key: 'k'.repeat(2_000) }),
  onCandles('a key that is not UTF-8', 'B', candle('B'), 'ENCODING_NOT_UTF8', { key: Buffer.from([0xff]) }),
  onCandles('a value that is not UTF-8', 'B', Buffer.from('{"symbol":"Zürich"}', 'latin1'), 'ENCODING_NOT_UTF8'),
  onCandles('a byte order mark', 'B', `\ufeff${good}`, 'ENCODING_BOM'),
  onCandles('truncated JSON', 'B', good.slice(0, -10), 'JSON_INVALID'),
  onCandles('trailing garbage', 'B', `${good};`, 'JSON_INVALID'),
  onCandles('a line of CSV', 'B', '1704067200000,1,2,1,2,3', 'JSON_INVALID'),
  onCandles('arrays to depth 10,000', 'B', withMember(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`), 'JSON_TOO_DEEP'),
  onCandles('objects to depth 10,000', 'B', withMember(`"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 'JSON_TOO_DEEP'),
  onCandles('an array of a million', 'B', `[${'1,'.repeat(999_999)}1]`, tooLarge),
  onCandles('an array of half a million', 'B', `[${'1,'.repeat(499_999)}1]`, 'EVENT_INVALID'),
  onDocuments('a text of the largest size', 'long', document('long', { text: longText }),
    { collection: 'documents', key: { series: 'public', order: 0, id: 'long' }, body: { text: longText } }),
  onCandles('one byte over the size limit', 'B', good.padEnd(limits.recordBytes + 1), tooLarge),
  onCandles('exactly the size limit', 'FULL', JSON.stringify(candle('FULL')).padEnd(limits.recordBytes),
    { collection: 'candles', key: candleKey('FULL'), body: { close: '15' } }),
  onCandles('a value of 50 MB', 'B', Buffer.alloc(50_000_000, 0x20), tooLarge),
  onCandles('a gzip bomb', 'B', gzipSync(Buffer.alloc(100_000_000, 0x20)), 'ENCODING_NOT_UTF8'),
  onCandles('a zstd bomb', 'B', zstdCompressSync(Buffer.alloc(100_000_000, 0x20)), 'ENCODING_NOT_UTF8'),
  onCandles('duplicate JSON keys', 'B', withMember('"open":"1"'), 'JSON_DUPLICATE_KEY'),
  onCandles('__proto__', 'B', withMember('"__proto__":{"closed":false}'), 'JSON_FORBIDDEN_KEY'),
  onCandles('constructor.prototype', 'B', withMember('"constructor":{"prototype":{}}'), 'JSON_FORBIDDEN_KEY'),
  onCandles('NaN', 'B', spelled(candle('B'), 'open', 'NaN'), 'JSON_INVALID'),
  onCandles('Infinity', 'B', spelled(candle('B'), 'open', '-Infinity'), 'JSON_INVALID'),
  onCandles('1e999', 'B', spelled(candle('B'), 'open', '1e999'), 'JSON_NUMBER_OUT_OF_RANGE'),
  onTrades('NaN as text', 'B', trade('B', { price: 'NaN' }), 'DECIMAL_INVALID'),
  onTrades('1e999 as text', 'B', trade('B', { price: '1e999' }), 'DECIMAL_INVALID'),
];
