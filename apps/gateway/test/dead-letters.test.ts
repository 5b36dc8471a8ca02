import { deadLetterRecord } from '@streamforge/dead-letters/record';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type OpenedGateway } from './open-gateway.ts';

const TOPIC = 'market.candles.v1';
let gateway: OpenedGateway;

beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.close());

/** What the host does with a record that ingest refuses. */
const refuse = async (key: string, value: string, code: 'JSON_INVALID' | 'CANDLE_HIGH_BELOW_LOW') => {
  const [place] = await gateway.events.produce(TOPIC, [{ key, value }]);
  if (place === undefined) throw new Error('nothing was produced');
  const [record] = await gateway.events.read(place, { maxRecords: 1, maxBytes: 1 });
  if (record === undefined) throw new Error('nothing was read');
  const letter = deadLetterRecord(record, { code, message: 'why', service: 'ingest', group: 'ingest', topic: TOPIC, partition: place.partition, attempt: 1 });
  await gateway.events.produce(`${TOPIC}.dlq`, [{ ...letter, partition: place.partition }]);
};

const redrive = async (body: unknown) => {
  const answer = await gateway.ask({ method: 'POST', url: '/v1/dead-letters/redrive', headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) });
  return [answer.statusCode, answer.json<unknown>()] as const;
};
const list = async (query = '') => (await gateway.get(`/v1/dead-letters?${query}`) as { letters: readonly Readonly<Record<string, unknown>>[] }).letters;

describe('dead letters over HTTP', () => {
  it('are listed with their cause and fix, and shown with their bytes', async () => {
    await refuse('k', '{"a":', 'JSON_INVALID');
    const [letter] = await list(`topic=${TOPIC}&code=JSON_INVALID&contains=%22a%22`);
    expect(letter).toMatchObject({ code: 'JSON_INVALID', message: 'why', fix: expect.stringMatching(/./) as string, attempt: 1, key: 'k', redriven: false, origin: { topic: TOPIC } });
    const whole = await gateway.get(`/v1/dead-letters/${String(letter?.['topic'])}/${String(letter?.['partition'])}/${String(letter?.['offset'])}`);
    expect(whole).toMatchObject({ value: { text: '{"a":' }, headers: expect.arrayContaining([{ name: 'sf_dlq_code', value: 'JSON_INVALID' }]) as unknown });
  });

  it('are redriven by filter or place, once', async () => {
    await refuse('a', '{', 'JSON_INVALID');
    await refuse('b', '{}', 'CANDLE_HIGH_BELOW_LOW');
    expect(await redrive({ code: 'CANDLE_HIGH_BELOW_LOW' })).toEqual([200, { redriven: 1, alreadyRedriven: 0, notRedrivable: 0 }]);
    const [left] = await list();
    const place = { topic: left?.['topic'], partition: left?.['partition'], offset: left?.['offset'] };
    expect(await redrive(place)).toEqual([200, { redriven: 1, alreadyRedriven: 0, notRedrivable: 0 }]);
    expect(await redrive(place)).toEqual([200, { redriven: 0, alreadyRedriven: 1, notRedrivable: 0 }]);
    expect(await redrive({ all: true })).toEqual([200, { redriven: 0, alreadyRedriven: 2, notRedrivable: 0 }]);
    expect([await list(), (await list('redriven=true')).length]).toEqual([[], 2]);
    expect(await gateway.records(TOPIC)).toHaveLength(4);
  });

  it('are not redriven by an empty or unknown selection', async () => {
    for (const body of [{}, { codes: 'X' }, { topic: 'nope' }, { all: false }, []]) {
      expect((await redrive(body))[0], JSON.stringify(body)).toBe(400);
    }
    expect((await redrive({ topic: `${TOPIC}.dlq`, partition: 0, offset: 99 }))[0]).toBe(404);
    expect((await gateway.ask({ url: '/v1/dead-letters?cursor=x' })).statusCode).toBe(400);
    expect((await gateway.ask({ url: `/v1/dead-letters/${TOPIC}.dlq/0/0` })).statusCode).toBe(404);
    expect((await gateway.ask({ url: '/v1/dead-letters/nowhere.dlq/0/0' })).statusCode).toBe(404);
  });

  it('take lines of files that could not be read', async () => {
    const line = { file: 'a.csv', line: 3, base64: Buffer.from('x;y').toString('base64'), code: 'FILE_LINE_INVALID', message: 'no comma' };
    const answer = await gateway.ask({
      method: 'POST', url: '/v1/dead-letters/lines', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ topic: TOPIC, lines: [line] }),
    });
    expect(answer.json()).toEqual({ kept: 1 });
    expect(await list()).toMatchObject([{ code: 'FILE_LINE_INVALID', origin: { kind: 'line', file: 'a.csv', line: 3 } }]);
    expect(await redrive({ all: true })).toEqual([200, { redriven: 0, alreadyRedriven: 0, notRedrivable: 1 }]);
  });
});
