import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { RetryableError } from '@streamforge/contracts/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candle, openGateway, postV3, results, v3, v3Url, type OpenedGateway } from './open-gateway.ts';

let gateway: OpenedGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
const base64 = (value: string): string => Buffer.from(value).toString('base64');
const recordAt = async ({ topic_name: topic, partition_id: partition, offset }: Readonly<Record<string, unknown>>) => {
  const [record] = await gateway.events.read({ topic: topic as string, partition: partition as number, offset: offset as number }, { maxRecords: 1, maxBytes: 1 });
  if (record === undefined) throw new Error('no such record');
  return record;
};
const produceOne = async (payload: string, topic?: string) => {
  const answer = await gateway.ask(postV3(payload, topic));
  const [result = {}] = results(answer.body);
  return { status: answer.statusCode, result };
};

describe('a record produced as to the Kafka REST Proxy v3', () => {
  it('is answered with where it lies, once it is there', async () => {
    const { status, result } = await produceOne(v3(candle(1)));
    expect([status, result]).toEqual([200, {
      error_code: 200, cluster_id: 'streamforge', topic_name: 'market.candles.v1', partition_id: expect.any(Number) as number, offset: expect.any(Number) as number,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string, key: { type: 'STRING', size: 'binance:BTCUSDT:1m'.length }, value: { type: 'JSON', size: expect.any(Number) as number },
    }]);
    const record = await recordAt(result);
    expect(text(record.key)).toBe('binance:BTCUSDT:1m');
    expect(text(record.value)).toBe(JSON.stringify(candle(1)));
  });

  it('is kept byte for byte: every digit, every space, however the fields around it lie', async () => {
    const data = JSON.stringify(candle(2)).replace('"3"', '0.30000000000000000001').replace('"100"', ' 1.0050E+2 ');
    for (const payload of [
      `{"value":{"type":"JSON","data":${data}}}`,
      ` { "headers" : [ ] , "value" : { "data" : ${data} , "type" : "JSON" } , "key" : null } `,
    ]) expect(text((await recordAt((await produceOne(payload)).result)).value)).toBe(data);
    const escaped = await produceOne(`{"v\\u0061lue":{"data":${JSON.stringify(candle(2))}}}`);
    expect(JSON.parse(text((await recordAt(escaped.result)).value))).toEqual(candle(2));
    const trade = '{"exchange":"x","symbol":"S","id":9007199254740993,"time":1767571200000,"price":1,"quantity":1}';
    expect(text((await recordAt((await produceOne(`{"value":{"data":${trade}}}`, 'market.trades.v1')).result)).value)).toBe(trade);
  });

  it('may name its key, which must be the declared one', async () => {
    expect((await produceOne(v3(candle(3), { key: { type: 'STRING', data: 'binance:BTCUSDT:1m' } }))).status).toBe(200);
    expect((await produceOne(v3(candle(3), { key: { type: 'JSON', data: 'binance:BTCUSDT:1m' } }))).status).toBe(200);
    expect((await produceOne(v3(candle(3), { key: { type: 'BINARY', data: base64('binance:BTCUSDT:1m') } }))).status).toBe(200);
    const { status, result } = await produceOne(v3(candle(3), { key: { type: 'STRING', data: 'other' } }));
    expect([status, result]).toMatchObject([422, { error_code: 42_201, code: 'KEY_MISMATCH' }]);
  });

  it('may carry its value as text or bytes, and headers', async () => {
    const asText = JSON.stringify({ value: { type: 'STRING', data: JSON.stringify(candle(4)) }, headers: [{ name: 'trace', value: base64('\u0000x') }] });
    const record = await recordAt((await produceOne(asText)).result);
    expect(record.headers().map(([name, value]) => [name, text(value)])).toEqual([['trace', '\u0000x']]);
    expect((await produceOne(JSON.stringify({ value: { type: 'BINARY', data: base64(JSON.stringify(candle(4))) } }))).status).toBe(200);
  });

  it('may be a CloudEvent, in headers or as an envelope', async () => {
    const headers = (type: string) => [['ce_specversion', '1.0'], ['ce_id', 'a'], ['ce_source', '/me'], ['ce_type', type], ['ce_time', '2026-01-05T00:00:00Z']]
      .map(([name, value = '']) => ({ name, value: base64(value) }));
    expect((await produceOne(v3(candle(5), { headers: headers('streamforge.market.candle.v1') }))).status).toBe(200);
    expect((await produceOne(v3(candle(5), { headers: headers('streamforge.market.trade.v1') }))).result).toMatchObject({ error_code: 42_202, code: 'EVENT_TYPE_UNKNOWN' });
    const envelope = { specversion: '1.0', id: 'a', source: '/me', type: 'streamforge.market.candle.v1', data: candle(5) };
    const structured = await produceOne(v3(envelope, { headers: [{ name: 'content-type', value: base64('application/cloudevents+json') }] }));
    expect(structured.status).toBe(200);
    expect(JSON.parse(text((await recordAt(structured.result)).value))).toEqual(envelope);
  });

  it('deletes without a value, where the topic allows it, and then needs key and time', async () => {
    const key = { type: 'STRING', data: 'public:doc-1' };
    const { status, result } = await produceOne(JSON.stringify({ key, value: null, timestamp: '2026-01-05T00:00:00Z' }), 'documents.v1');
    expect([status, result['value']]).toEqual([200, null]);
    const record = await recordAt(result);
    expect([record.value, text(record.header('ce_time'))]).toEqual([null, '2026-01-05T00:00:00Z']);
    const codes = await Promise.all([
      produceOne(JSON.stringify({ key }), 'documents.v1'),
      produceOne(JSON.stringify({ timestamp: '2026-01-05T00:00:00Z' }), 'documents.v1'),
      produceOne(JSON.stringify({ key, timestamp: 'yesterday' }), 'documents.v1'),
      produceOne(JSON.stringify({ key, timestamp: '2026-01-05T00:00:00Z' })),
    ]);
    expect(codes.map(({ result: { code } }) => code)).toEqual(['TOMBSTONE_TIME_MISSING', 'KEY_MISSING', 'EVENT_HEADER_INVALID', 'TOMBSTONE_REFUSED']);
  });

  it('can’t choose its partition, our headers or fields there are not', async () => {
    for (const more of [{ partition_id: 0 }, { headers: [{ name: 'sf_redrive_group', value: base64('x') }] }, { headers: [{ name: 'a', value: '§' }] }, { vlaue: 1 }]) {
      expect((await produceOne(v3(candle(6), more))).status, JSON.stringify(more)).toBeGreaterThanOrEqual(400);
    }
  });

  it('goes to topics that producers may write, and no others', async () => {
    expect(await produceOne(v3({}), 'market.nothing.v1')).toMatchObject({ status: 404, result: { error_code: 40_401, code: 'TOPIC_UNKNOWN' } });
    expect(await produceOne(v3({}), 'market.candles.v1.dlq')).toMatchObject({ status: 404 });
    expect(await produceOne(v3({}), 'market.bars.v1')).toMatchObject({ status: 403, result: { code: 'TOPIC_INTERNAL' } });
    const elsewhere = await gateway.ask({ ...postV3(v3(candle())), url: v3Url('market.candles.v1', 'other') });
    expect([elsewhere.statusCode, elsewhere.headers['content-type']]).toEqual([404, expect.stringMatching(/^application\/problem\+json/)]);
  });
});

describe('many records in one request', () => {
  it('have one result each, in order; the bad ones hinder none', async () => {
    const bodies = Array.from({ length: 1_203 }, (_, index) => index % 100 === 7 ? '{"value":{"data":{"symbol":1}}}' : v3(candle(index)));
    const answer = await gateway.ask(postV3(bodies.join('')));
    const answered = results(answer.body);
    expect([answer.statusCode, answered.length]).toEqual([200, 1_203]);
    expect(answered.flatMap(({ error_code: code }, index) => code === 200 ? [] : [index])).toEqual(Array.from({ length: 12 }, (_, index) => index * 100 + 7));
    const places = answered.filter(({ error_code: code }) => code === 200).map(({ offset }) => offset as number);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('may be gzipped, within the limit', async () => {
    expect((await gateway.ask(postV3(gzipSync(v3(candle())), undefined, { 'content-encoding': 'gzip' }))).statusCode).toBe(200);
  });

  it('arriving in many requests at once are each answered with their own place', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => gateway.ask(postV3(v3(candle(index, { symbol: `S${index % 50}` }))))));
    const places = answers.map(({ body }) => results(body)[0]).map((result) => `${String(result?.['partition_id'])}@${String(result?.['offset'])}`);
    expect(new Set(places).size).toBe(300);
    const record = await recordAt(results(answers[123]?.body ?? '')[0] ?? {});
    expect(text(record.key)).toBe('binance:S23:1m');
  });
});

describe('plain values', () => {
  const post = (payload: string, type = 'application/json') =>
    gateway.ask({ method: 'POST', url: '/v1/topics/market.candles.v1/records', headers: { 'content-type': type }, payload });

  it('may be an array, one value, or one a line', async () => {
    for (const [payload, type, count] of [
      [JSON.stringify([candle(1), candle(2)]), 'application/json', 2],
      [JSON.stringify(candle(1)), 'application/json', 1],
      [`${JSON.stringify(candle(1))}\n${JSON.stringify(candle(2))}\n`, 'application/x-ndjson', 2],
    ] as const) expect((await post(payload, type)).json()).toMatchObject({ appended: count, refused: 0 });
  });

  it('that are refused say why, each in its place', async () => {
    const answer = await post(JSON.stringify([candle(1), { symbol: 'X' }]));
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { appended: 1, refused: 1, results: [{ ok: true }, { ok: false, code: 'EVENT_INVALID' }] }]);
    expect((await post('[1]')).statusCode).toBe(422);
    expect((await post('')).statusCode).toBe(400);
    expect((await post('[]')).statusCode).toBe(400);
  });
});

describe('when the log takes no more', () => {
  it('a producer is told to wait, and nothing was appended', async () => {
    const busy = await openGateway({ events: (events) => ({ ...bound(events), produce: () => Promise.reject(new RetryableError('BACKPRESSURE')) }) });
    const answer = await busy.ask(postV3(v3(candle())));
    expect([answer.statusCode, answer.headers['retry-after'], results(answer.body)[0]]).toMatchObject([429, '1', { error_code: 429, code: 'BACKPRESSURE' }]);
    expect(await busy.records('market.candles.v1')).toEqual([]);
    await busy.close();
  });
});

/** The methods of an object as its own, so that a copy can replace one. */
const bound = <Value extends object>(value: Value): Value => Object.fromEntries(
  ['apply', 'topics', 'produce', 'consume', 'read', 'offsets', 'committed', 'seek', 'retain', 'lostRanges', 'ping', 'close']
    .map((name) => [name, (...given: unknown[]) => (value as Record<string, (...all: unknown[]) => unknown>)[name]?.(...given)]),
) as Value;

describe('a long-lived request', () => {
  interface Stream {
    readonly request: ClientRequest;
    readonly response: Promise<IncomingMessage>;
  }
  const open = (address: string): Stream => {
    const request = httpRequest(`${address}${v3Url('market.candles.v1')}`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    return { request, response: new Promise((resolve, reject) => request.on('response', resolve).on('error', reject)) };
  };

  it('gets each result while it goes on, however its records are cut', async () => {
    const served = await openGateway({ listen: true });
    const { request, response } = open(served.host.address ?? '');
    const record = v3(candle(1));
    request.write(record.slice(0, 20));
    request.write(record.slice(20));
    const chunks = (await response)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const next = async (): Promise<unknown> => results(((await chunks.next()).value as Buffer).toString())[0];
    expect(await next()).toMatchObject({ error_code: 200 });
    request.write('{"value":{"data":{}}}');
    expect(await next()).toMatchObject({ error_code: 42_202, code: 'EVENT_INVALID' });
    request.end(v3(candle(2)));
    expect(await next()).toMatchObject({ error_code: 200 });
    expect((await chunks.next()).done).toBe(true);
    expect(await served.records('market.candles.v1')).toHaveLength(2);
    await served.close();
  });

  it('is ended by a drain, which says that it was', async () => {
    const served = await openGateway({ listen: true });
    const { request, response } = open(served.host.address ?? '');
    request.write(v3(candle(1)));
    const chunks = (await response)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    await chunks.next();
    const stopped = served.close();
    expect(results(((await chunks.next()).value as Buffer).toString())).toMatchObject([{ error_code: 503, code: 'DRAINING' }]);
    request.destroy();
    await stopped;
  });

  it('ends where the request limit is reached; what was acknowledged stays', async () => {
    const served = await openGateway({ listen: true });
    const { request, response } = open(served.host.address ?? '');
    request.on('error', () => undefined);
    request.write(v3(candle(1)));
    const chunks: Buffer[] = [];
    const answer = await response;
    const filler = Buffer.alloc(1_048_576, 0x20);
    for (let index = 0; index < 17; index += 1) request.write(filler);
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    expect(results(Buffer.concat(chunks).toString())).toMatchObject([{ error_code: 200 }, { error_code: 413, code: 'REQUEST_TOO_LARGE' }]);
    expect(await served.records('market.candles.v1')).toHaveLength(1);
    request.destroy();
    await served.close();
  });
});
