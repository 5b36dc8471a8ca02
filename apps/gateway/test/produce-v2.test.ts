import { RetryableError } from '@streamforge/contracts/errors';
import type { EventLog } from '@streamforge/event-log/port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candle, openGateway, START, type OpenedGateway } from './open-gateway.ts';

const JSON_V2 = 'application/vnd.kafka.json.v2+json';
const BINARY_V2 = 'application/vnd.kafka.binary.v2+json';
const KEY = 'binance:BTCUSDT:1m';

let gateway: OpenedGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

interface Place {
  readonly partition: number | null;
  readonly offset: number | null;
  readonly error_code: number | null;
  readonly code?: string;
}

interface Produced {
  readonly status: number;
  readonly answer: { readonly error_code?: number; readonly code?: string; readonly offsets: readonly Place[] };
}

const post = async (payload: string, topic = 'market.candles.v1', type = JSON_V2, to = gateway): Promise<Produced> => {
  const answer = await to.ask({ method: 'POST', url: `/topics/${topic}`, headers: { 'content-type': type }, payload });
  return { status: answer.statusCode, answer: answer.json() };
};
const produce = (records: readonly unknown[], topic?: string, type?: string) => post(JSON.stringify({ records }), topic, type);

const recordAt = async ({ partition, offset }: Place = { partition: -1, offset: -1, error_code: 0 }, topic = 'market.candles.v1') => {
  const [record] = await gateway.events.read({ topic, partition: partition ?? -1, offset: offset ?? -1 }, { maxRecords: 1, maxBytes: 1 });
  return { key: Buffer.from(record?.key ?? []).toString(), value: Buffer.from(record?.value ?? []).toString(), time: Buffer.from(record?.header('ce_time') ?? []).toString() };
};

describe('records produced as to the Kafka REST Proxy v2', () => {
  it('are answered with where each lies, in order, once they are there', async () => {
    const { status, answer } = await produce([{ value: candle(1) }, { key: KEY, value: candle(2), partition: null }]);
    expect([status, answer]).toEqual([200, {
      key_schema_id: null, value_schema_id: null,
      offsets: [1, 2].map(() => ({ partition: expect.any(Number) as number, offset: expect.any(Number) as number, error_code: null, error: null })),
    }]);
    expect(await recordAt(answer.offsets[1])).toMatchObject({ key: KEY, value: JSON.stringify(candle(2)) });
  });

  it('are kept byte for byte, however the body is written', async () => {
    const value = JSON.stringify(candle(3)).replace('"3"', '0.30000000000000000001').replace('"100"', ' 1.0050E+2 ');
    const { answer } = await post(` {"value_schema": null, "records" : [ { "key":null,"value": ${value} } ] , "key_schema_id":null}\n`);
    expect((await recordAt(answer.offsets[0])).value).toBe(value);
  });

  it('may be base64 of JSON', async () => {
    const { status, answer } = await produce([{ key: base64(KEY), value: base64(JSON.stringify(candle(4))) }], undefined, `${BINARY_V2}; charset=utf-8`);
    expect(status).toBe(200);
    expect(JSON.parse((await recordAt(answer.offsets[0])).value)).toEqual(candle(4));
    expect(await produce([{ value: '§' }], undefined, BINARY_V2)).toMatchObject({ status: 400, answer: { code: 'REQUEST_INVALID' } });
  });

  it('may delete, with key and time', async () => {
    const { status, answer } = await produce([{ key: 'public:doc', value: null, timestamp: '2026-01-05T00:00:00Z' }], 'documents.v1');
    expect(status).toBe(200);
    expect(await recordAt(answer.offsets[0], 'documents.v1')).toEqual({ key: 'public:doc', value: '', time: '2026-01-05T00:00:00Z' });
    expect(await produce([{ key: 'public:doc' }], 'documents.v1')).toMatchObject({ status: 422, answer: { offsets: [{ code: 'TOMBSTONE_TIME_MISSING' }] } });
  });

  it('have an error each; the bad ones hinder none', async () => {
    const bad = [{ value: candle(5, { vlaue: 1 }) }, { key: 'other', value: candle(5) }, { value: candle(5), partition: 0 }, { value: candle(5), vlaue: 1 }, 7];
    const { status, answer } = await produce([...bad, { value: candle(5) }]);
    expect([status, answer.offsets.map(({ error_code: code }) => code)]).toEqual([200, [42_202, 42_201, 400, 400, 400, null]]);
    expect(answer.offsets[0]).toMatchObject({ partition: null, offset: null, error: expect.stringMatching(/./) as string, code: 'EVENT_FIELD_UNKNOWN' });
  });

  it('of which none is good are refused as a whole', async () => {
    expect(await produce([{ value: candle(5, { vlaue: 1 }) }])).toMatchObject({ status: 422, answer: { error_code: 42_202, message: expect.stringMatching(/./) as string, code: 'EVENT_FIELD_UNKNOWN', offsets: [{ error_code: 42_202 }] } });
    expect(await produce([{ value: 'x'.repeat(1_500_000) }])).toMatchObject({ status: 413, answer: { error_code: 413, offsets: [{ code: 'RECORD_TOO_LARGE' }] } });
  });

  it('go to topics that producers may write: raw ones, commands and questions', async () => {
    expect(await produce([{ value: {} }], 'market.nothing.v1')).toMatchObject({ status: 404, answer: { error_code: 40_401, code: 'TOPIC_UNKNOWN' } });
    expect(await produce([{ value: {} }], 'market.bars.v1')).toMatchObject({ status: 403, answer: { code: 'TOPIC_INTERNAL' } });
    const commands = [
      ['gnn.commands.v1', { job: 'j', command: 'cancel', model: 'm', time: START }],
      ['llm.requests.v1', { id: 'q', question: 'Why?', time: START }],
      ['queue-control', { job: 'j', command: 'ping', service: 'ingest', time: START }],
    ] as const;
    for (const [topic, value] of commands) expect((await produce([{ value }], topic)).status, topic).toBe(200);
  });
});

describe('a body that is no request of the v2 API', () => {
  it.each([
    ['nothing', '', 400], ['no object', '[]', 400], ['no records', '{}', 400], ['no array', '{"records":{}}', 400], ['an empty array', '{"records":[]}', 400],
    ['a body cut off', `{"records":[{"value":${JSON.stringify(candle())}}`, 422], ['trailing garbage', '{"records":[{"value":1}]}x', 422],
    ['records named twice', '{"records":[{"value":1}],"records":[]}', 422], ['a schema', '{"records":[{"value":1}],"value_schema":"x"}', 400],
  ])('%s is refused, and nothing of it is taken', async (_what, payload, status) => {
    const before = (await gateway.records('market.candles.v1')).length;
    const { status: answered, answer } = await post(payload);
    expect([answered, typeof answer.error_code]).toEqual([status, 'number']);
    expect((await gateway.records('market.candles.v1')).length).toBe(before);
  });

  it('is one of another media type', async () => {
    for (const type of ['application/json', 'application/vnd.kafka.avro.v2+json']) expect((await post('{}', undefined, type)).status).toBe(415);
  });
});

describe('when the log takes no more', () => {
  it('a v2 producer is told to wait', async () => {
    const busy = await openGateway({ events: refusing });
    const answer = await busy.ask({ method: 'POST', url: '/topics/market.candles.v1', headers: { 'content-type': JSON_V2 }, payload: JSON.stringify({ records: [{ value: candle() }] }) });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toMatchObject([429, '1', { error_code: 429, offsets: [{ code: 'BACKPRESSURE' }] }]);
    await busy.close();
  });
});

const refusing = (events: EventLog): EventLog => new Proxy(events, {
  get: (target, name) => {
    if (name === 'produce') return () => Promise.reject(new RetryableError('BACKPRESSURE'));
    const value = Reflect.get(target, name) as unknown;
    return typeof value === 'function' ? value.bind(target) as unknown : value;
  },
});
