/** Documents found by what they say, and moments by their shape, as embeddings keeps them. */
import { openChunks } from '@streamforge/search/chunks';
import { openMoments } from '@streamforge/search/moments';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bar, barEntry, openGateway, START, type OpenedGateway } from './open-gateway.ts';

const MINUTE = 60_000;
const source = { topic: 'documents.v1', partition: 1, offset: 3 };
const text = (id: string, words: string, tenant = 'public', symbols: readonly string[] = []) =>
  ({ tenant, id, title: id, text: words, publisher: 'wire', publishedAt: START, symbols, version: Uint8Array.of(1), source });

let gateway: OpenedGateway;
beforeAll(async () => {
  gateway = await openGateway();
  const { vectors, relational, documents } = gateway.host.ports;
  await (await openChunks({ vectors, relational })).index([
    text('rates', 'The central bank raised its rates.', 'public', ['EURUSD']),
    text('harvest', 'The harvest of wheat was poor.'),
    text('secret', 'The rates of another tenant.', 'other'),
  ]);
  // The shape of the first 40 minutes comes again after an hour.
  const closes = Array.from({ length: 100 }, (_, at) => (100 + 5 * Math.sin((at % 60) / 5)).toFixed(4));
  const bars = closes.map((close, minute) => bar(minute, { open: close, high: '200', low: '1', close, volume: String(1 + minute % 60) }));
  await documents.upsert('candles', bars.map(barEntry));
  await (await openMoments({ vectors, documents })).index(bars.map(({ openTime }) => ({ exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', origin: 'published', openTime })));
});
afterAll(() => gateway.close());

describe('documents', () => {
  const ids = async (query: string) => (await gateway.get(`/v1/documents/search?${query}`) as { found: readonly { document: string }[] }).found.map(({ document }) => document);

  it('are found by what they say, with the records they came from', async () => {
    expect(await gateway.get('/v1/documents/search?q=who%20raised%20rates%3F')).toMatchObject({ found: [{ document: 'rates', source, publisher: 'wire', url: null }] });
    expect([await ids('q=rates&symbols=EURUSD,XAU'), await ids('q=rates&symbols=XAU'), await ids('q=zebra')]).toEqual([['rates'], [], []]);
  });

  it('are never another tenant’s, whoever asks', async () => {
    expect(await ids('q=tenant')).toEqual([]);
    for (const query of ['q=rates&tenant=other', 'q=', 'q=rates&symbols=..', 'q=rates&limit=0']) {
      expect((await gateway.ask({ url: `/v1/documents/search?${query}` })).statusCode, query).toBe(400);
    }
  });
});

describe('moments', () => {
  it('like the newest one are found, with what followed', async () => {
    const answer = await gateway.get('/v1/moments/similar?exchange=binance&symbol=BTCUSDT&interval=1m&limit=2') as
      { moment: { to: number; forwardReturn: null }; found: readonly { to: number; score: number; forwardReturn: number }[] };
    expect(answer.moment).toMatchObject({ to: START + 99 * MINUTE, forwardReturn: null });
    const [likest] = answer.found;
    expect(likest?.to).toBe(START + 39 * MINUTE);
    expect(likest?.score).toBeGreaterThan(0.99);
    expect(likest?.forwardReturn).toBeTypeOf('number');
  });

  it('are asked for by the open time of a full window', async () => {
    const at = (minute: number) => gateway.ask({ url: `/v1/moments/similar?exchange=binance&symbol=BTCUSDT&interval=1m&at=${START + minute * MINUTE}` });
    expect((await at(50)).json()).toMatchObject({ moment: { to: START + 50 * MINUTE, forwardReturn: expect.any(Number) as number } });
    expect([(await at(3)).statusCode, (await at(3)).json<{ code: string }>().code]).toEqual([404, 'NOT_FOUND']);
  });
});
