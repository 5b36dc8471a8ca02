/** The "bad input" list of the fault catalogue, through HTTP: what becomes of each line. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { limits } from '@streamforge/contracts/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candle, openGateway, postV3, results, START, v3, type OpenedGateway } from './open-gateway.ts';

let gateway: OpenedGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const TRADES = 'market.trades.v1';
const DOCUMENTS = 'documents.v1';
const trade = (changes: Readonly<Record<string, unknown>>) => v3({ exchange: 'binance', symbol: 'BTCUSDT', id: '1', time: START, price: '1', quantity: '1', ...changes });
const document = (changes: Readonly<Record<string, unknown>>) => v3({ id: 'd', text: 'x', publishedAt: START, ...changes });
const raw = (json: string): string => `{"value":{"type":"JSON","data":${json}}}`;
const withField = (field: string, json: string): string => raw(JSON.stringify({ ...candle(), [field]: 0 }).replace(`"${field}":0`, `"${field}":${json}`));
const bytes = (data: Buffer): string => JSON.stringify({ value: { type: 'BINARY', data: data.toString('base64') } });
const header = (name: string, value: string) => ({ headers: [{ name, value: Buffer.from(value).toString('base64') }] });

interface Line {
  readonly what: string;
  readonly payload: string | Buffer;
  readonly topic?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Code of the refusal; absent: it only looks odd and is taken. */
  readonly code?: string;
  readonly status?: number;
}

/** What the schema can't decide (high below low, a year ahead, the same id with another body) is taken here and judged by the handler. */
const lines: readonly Line[] = [
  { what: 'no body', payload: '', code: 'REQUEST_INVALID', status: 400 },
  { what: 'an empty value', payload: bytes(Buffer.alloc(0)), code: 'RECORD_EMPTY' },
  { what: 'a tombstone where none deletes', payload: '{"key":{"data":"k"},"value":null}', code: 'TOMBSTONE_REFUSED' },
  { what: 'a null key', payload: v3(candle(), { key: null }) },
  { what: 'a key that is not UTF-8', payload: v3(candle(), { key: { type: 'BINARY', data: '/w==' } }), code: 'ENCODING_NOT_UTF8' },
  { what: 'bytes that are not UTF-8', payload: bytes(Buffer.from([0x7b, 0xff, 0x7d])), code: 'ENCODING_NOT_UTF8' },
  { what: 'a body that is not UTF-8', payload: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), code: 'ENCODING_NOT_UTF8' },
  { what: 'a byte order mark', payload: `\ufeff${v3(candle())}`, code: 'ENCODING_BOM' },
  { what: 'a byte order mark in the value', payload: bytes(Buffer.from(`\ufeff${JSON.stringify(candle())}`)), code: 'ENCODING_BOM' },
  { what: 'truncated JSON', payload: v3(candle()).slice(0, -3), code: 'JSON_INVALID' },
  { what: 'trailing garbage in the value', payload: JSON.stringify({ value: { type: 'STRING', data: `${JSON.stringify(candle())}x` } }), code: 'JSON_INVALID' },
  { what: 'depth 10,000', payload: raw(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), code: 'JSON_TOO_DEEP' },
  { what: 'objects to depth 10,000', payload: raw(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), code: 'JSON_TOO_DEEP' },
  { what: 'an array of a million', payload: raw(`[${'1,'.repeat(999_999)}1]`), code: 'RECORD_TOO_LARGE', status: 413 },
  { what: 'an array of a hundred thousand', payload: raw(`[${'1,'.repeat(99_999)}1]`), code: 'EVENT_INVALID' },
  { what: 'a text of the largest size', payload: document({ text: 'x'.repeat(900_000) }), topic: DOCUMENTS },
  { what: 'one byte over the size limit', payload: bytes(Buffer.alloc(limits.recordBytes + 1, 0x20)), code: 'RECORD_TOO_LARGE', status: 413 },
  { what: 'a record of 8 MB', payload: document({ text: 'x'.repeat(8_000_000) }), topic: DOCUMENTS, code: 'RECORD_TOO_LARGE', status: 413 },
  { what: 'a body of 100 MB', payload: Buffer.alloc(100_000_000, 0x20), code: 'REQUEST_TOO_LARGE', status: 413 },
  { what: 'a gzip bomb', payload: gzipSync(Buffer.alloc(100_000_000, 0x20)), headers: { 'content-encoding': 'gzip' }, code: 'REQUEST_TOO_LARGE', status: 413 },
  { what: 'a zstd bomb', payload: zstdCompressSync(Buffer.alloc(100_000_000, 0x20)), headers: { 'content-encoding': 'zstd' }, code: 'ENCODING_UNSUPPORTED', status: 415 },
  { what: 'cut gzip', payload: gzipSync(v3(candle())).subarray(0, 40), headers: { 'content-encoding': 'gzip' }, code: 'REQUEST_INVALID', status: 400 },
  { what: 'a repeated key', payload: raw('{"symbol":"A","symbol":"B"}'), code: 'JSON_DUPLICATE_KEY' },
  { what: 'a repeated key in other spelling', payload: raw('{"symbol":"A","s\\u0079mbol":"B"}'), code: 'JSON_DUPLICATE_KEY' },
  { what: 'a repeated key of the envelope', payload: `{"value":{"data":1},"value":{"data":${JSON.stringify(candle())}}}`, code: 'JSON_DUPLICATE_KEY' },
  { what: '__proto__', payload: raw('{"__proto__":{"closed":true}}'), code: 'JSON_FORBIDDEN_KEY' },
  { what: 'constructor.prototype', payload: raw('{"constructor":{"prototype":{}}}'), code: 'JSON_FORBIDDEN_KEY' },
  { what: 'NaN', payload: withField('open', 'NaN'), code: 'JSON_INVALID' },
  { what: 'Infinity', payload: withField('open', '-Infinity'), code: 'JSON_INVALID' },
  { what: '1e999', payload: withField('open', '1e999'), code: 'JSON_NUMBER_OUT_OF_RANGE' },
  { what: '"1e999"', payload: withField('open', '"1e999"'), code: 'DECIMAL_INVALID' },
  { what: 'an integer above 2^53', payload: withField('volume', '9007199254740993') },
  { what: 'a decimal with more digits than a double', payload: withField('volume', '0.1234567890123456789012345678901') },
  { what: 'a negative zero', payload: withField('volume', '"-0"') },
  { what: 'a negative price', payload: withField('open', '"-5"') },
  { what: 'high below low', payload: withField('high', '"1"') },
  { what: 'seconds', payload: withField('openTime', String(START / 1_000)), code: 'TIME_INVALID' },
  { what: 'microseconds', payload: withField('openTime', String(START * 1_000)), code: 'TIME_INVALID' },
  { what: 'nanoseconds', payload: withField('openTime', `${START}000000`), code: 'TIME_INVALID' },
  { what: 'a year ahead', payload: withField('openTime', String(START + 366 * 86_400_000)) },
  { what: 'year 0', payload: withField('openTime', '-62167219200000'), code: 'TIME_INVALID' },
  { what: 'year 9999', payload: withField('openTime', '253370764800000'), code: 'TIME_INVALID' },
  { what: 'an unknown symbol', payload: v3(candle(0, { symbol: 'NEVER-SEEN' })) },
  ...['a/b', '../etc', 'a:b', '$where', 'x'.repeat(256), 'ВТС', '\u202eBTC', 'BT\u200bC', 'A\u0000B'].map((symbol) =>
    ({ what: `the symbol ${JSON.stringify(symbol.slice(0, 8))}`, payload: v3(candle(0, { symbol })), code: 'SYMBOL_INVALID' })),
  { what: 'an unknown field', payload: v3(candle(0, { volme: '1' })), code: 'EVENT_FIELD_UNKNOWN' },
  { what: 'an unknown event type', payload: v3(candle(), header('ce_type', 'com.example.other')), code: 'EVENT_TYPE_UNKNOWN' },
  { what: 'a newer contract version', payload: v3(candle(), header('ce_type', 'streamforge.market.candle.v9')), code: 'EVENT_VERSION_UNSUPPORTED' },
  { what: 'an unknown specversion', payload: v3(candle(), header('ce_specversion', '9.9')), code: 'EVENT_HEADER_INVALID' },
  { what: 'a trade', payload: trade({}), topic: TRADES },
  { what: 'the same id with another body', payload: trade({ price: '2' }), topic: TRADES },
  { what: 'a trade without an id', payload: trade({ id: undefined }), topic: TRADES, code: 'EVENT_INVALID' },
  { what: 'an earlier bar', payload: v3(candle(-100)) },
  { what: 'the same bar again', payload: v3(candle(-100)) },
  { what: 'NUL in a text', payload: document({ text: 'a\u0000b' }), topic: DOCUMENTS },
  { what: 'a lone surrogate', payload: raw('{"id":"d2","text":"\\ud800","publishedAt":1767571200000}'), topic: DOCUMENTS },
  { what: 'markup', payload: '<xml/>', code: 'JSON_INVALID' },
  { what: 'another media type', payload: '<xml/>', headers: { 'content-type': 'application/xml' }, code: 'ENCODING_UNSUPPORTED', status: 415 },
];

const refused = lines.filter(({ code }) => code !== undefined);
const taken = lines.filter(({ code }) => code === undefined);

/** The process lives and takes the next good record. */
const expectLife = async (): Promise<void> => {
  const good = await gateway.ask(postV3(v3(candle(1))));
  expect(results(good.body)).toMatchObject([{ error_code: 200 }]);
};

describe('bad input', () => {
  it.each(refused)('$what is refused: $code', async ({ payload, topic, headers, code, status = 422 }) => {
    const answer = await gateway.ask(postV3(payload, topic, headers));
    const [result = {}] = results(answer.body);
    expect([answer.statusCode, result['code']]).toEqual([status, code]);
    expect(result).toMatchObject({ error_code: expect.any(Number) as number, message: expect.stringMatching(/./) as string, fix: expect.stringMatching(/./) as string });
    expect(answer.body).not.toMatch(/\.ts:\d|node_modules/);
    await expectLife();
  });

  it.each(taken)('$what is taken', async ({ payload, topic, headers }) => {
    const answer = await gateway.ask(postV3(payload, topic, headers));
    expect([answer.statusCode, results(answer.body)]).toMatchObject([200, [{ error_code: 200 }]]);
    await expectLife();
  });
});
