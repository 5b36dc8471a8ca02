/** Accounts, predictions, lineage and the state hash over a ledger that holds two fills, one bar and one prediction. */
import type { Coordinates } from '@streamforge/event-log/port';
import { openLedger } from '@streamforge/ledger/ledger';
import { startRun } from '@streamforge/model-registry/runs';
import { openRegistry } from '@streamforge/model-registry/registry';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { allotVersion, registerVersion } from '@streamforge/model-registry/versions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bar, barEntry, candle, openGateway, START, type OpenedGateway } from './open-gateway.ts';

const MINUTE = 60_000;
const series = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' } as const;
const fill = (id: string, side: 'buy' | 'sell', quantity: string, price: string, time: number) =>
  ({ id, account: 'alice', exchange: 'binance', symbol: 'BTCUSDT', side, quantity, price, fee: '0', time });
const fills = [fill('f1', 'buy', '2', '100', START), fill('f2', 'sell', '1', '110', START + MINUTE)];
const point = (time: number, equity: string, realised: string, count: number) => ({
  time, equity, fees: '0', fills: count, roi: '0.01',
  realised: { fifo: realised, lifo: realised, average: realised }, unrealised: { fifo: '0', lifo: '0', average: '0' },
});
const prediction = { model: 'lag', version: 1, ...series, openTime: START + 3 * MINUTE, probabilityUp: 0.6, expectedReturn: 0.001 };

let gateway: OpenedGateway;
/** Appends one record and says where it lies. */
const append = async (topic: string, key: string, value: unknown): Promise<Coordinates> => {
  const [place] = await gateway.events.produce(topic, [{ key, value: JSON.stringify(value) }]);
  if (place === undefined) throw new Error('nothing was appended');
  return { topic, partition: place.partition, offset: place.offset };
};

beforeAll(async () => {
  gateway = await openGateway();
  const { relational, documents } = gateway.host.ports;
  const mark = await append('market.candles.v1', 'binance:BTCUSDT:1m', candle(1));
  await documents.upsert('candles', [{ ...barEntry(bar(1)), source: mark }]);
  const ledger = await openLedger(relational);
  const booked = [];
  for (const one of fills) booked.push({ ...await append('agent.fills.v1', 'alice', one), value: { fill: one, feeInQuote: '0' } });
  await ledger.book({ fills: booked, beginningOf: () => ({ capital: '1000', grid: '1m' }) });
  const standing = await ledger.standing('alice');
  const points = [point(START, '1000', '0', 1), point(START + MINUTE, '1010', '10', 2), point(START + 2 * MINUTE, '1012', '10', 2)];
  await ledger.keepPoints({ account: 'alice', version: standing?.sums.version ?? -1, from: 0, to: Infinity, points });
  await ledger.keepPredictions([{ ...await append('gnn.predictions.v1', 'binance:BTCUSDT:1m', prediction), value: { ...prediction, basis: [mark] } }]);
  await openRegistry(relational);
  await relational.transaction<RegistryTables, void>(async (trx) => {
    await startRun(trx, { id: 'job-1', experiment: 'lag', kind: 'train', params: {}, seed: 7, codeVersion: '0.1.0', startedAt: START });
    const version = await allotVersion(trx, { model: 'lag', run: 'job-1', at: START });
    await registerVersion(trx, {
      model: 'lag', version, run: 'job-1', prefix: 'models/lag/1/', sha256: 'ab', trainedFrom: START, trainedTo: START, accuracy: 0.5,
      baseline: { name: 'majority', accuracy: 0.5 }, better: false, verdict: 'No better.', createdAt: START,
    });
  });
});
afterAll(() => gateway.close());

describe('accounts', () => {
  it('are listed with their figures', async () => {
    expect(await gateway.get('/v1/roi')).toMatchObject({ accounts: [{ account: 'alice', capital: '1000', fills: 2, figures: { method: 'fifo', equity: '1012', realised: '10', net: '10' } }] });
  });

  it('show figures by each method, and fills with what each realised, page by page', async () => {
    const { figures, fills: [newest], next } = await gateway.get('/v1/roi/alice?limit=1') as { figures: object; fills: readonly object[]; next: string };
    expect(figures).toMatchObject({ fifo: { holdings: [{ symbol: 'BTCUSDT', quantity: '1', cost: '100', averagePrice: '100' }] }, lifo: { method: 'lifo', realised: '10' }, average: { performance: { periods: 2 } } });
    expect(newest).toMatchObject({ id: 'f2', sequence: 2, revision: 0, source: { topic: 'agent.fills.v1' }, closed: { lifo: { gross: '10' }, fifo: { gross: '10', consumed: [{ fill: 'f1', quantity: '1' }] } } });
    expect(await gateway.get(`/v1/roi/alice?limit=1&cursor=${next}`)).toMatchObject({ fills: [{ id: 'f1', closed: { fifo: null, lifo: null, average: null } }], next: null });
    const nobody = await gateway.ask({ url: '/v1/roi/nobody' });
    expect([nobody.statusCode, nobody.body]).toEqual([404, expect.stringContaining('GET /v1/roi lists')]);
    expect(nobody.body).not.toContain('/v1/assets');
  });

  it('have an equity that is read from its end', async () => {
    const last = await gateway.get('/v1/roi/alice/equity?limit=2') as { points: readonly { equity: string }[]; next: string };
    expect(last.points.map(({ equity }) => equity)).toEqual(['1010', '1012']);
    expect(await gateway.get(`/v1/roi/alice/equity?limit=2&cursor=${last.next}`)).toMatchObject({ points: [{ equity: '1000' }], next: null });
  });
});

describe('predictions', () => {
  it('are listed with what came, where that is known', async () => {
    expect(await gateway.get('/v1/predictions?exchange=binance&symbol=BTCUSDT&interval=1m')).toMatchObject({ predictions: [{ ...prediction, score: null, source: { topic: 'gnn.predictions.v1' } }] });
    expect(await gateway.get(`/v1/predictions?exchange=binance&symbol=BTCUSDT&interval=1m&model=lag&version=1&to=${prediction.openTime}`)).toEqual({ predictions: [] });
    expect(await gateway.get('/v1/predictions/scores?model=lag')).toMatchObject({ scores: [{ model: 'lag', version: 1, predictions: 1, scored: 0, accuracy: null }] });
  });
});

describe('lineage', () => {
  it('of a prediction ends in its record, the bars it rests on and the training of its model', async () => {
    const lineage = await gateway.get(`/v1/lineage/prediction?exchange=binance&symbol=BTCUSDT&interval=1m&openTime=${prediction.openTime}&model=lag`) as
      { record: { value: { text: string } }; basis: readonly { record: { value: { text: string } } }[] };
    expect(lineage).toMatchObject({ readable: true, source: { topic: 'gnn.predictions.v1' }, version: { model: 'lag', version: 1 }, run: { id: 'job-1', seed: 7 } });
    expect(JSON.parse(lineage.record.value.text)).toEqual(prediction);
    expect(lineage.basis.map(({ record }) => JSON.parse(record.value.text) as unknown)).toEqual([candle(1)]);
    expect((await gateway.ask({ url: '/v1/lineage/prediction?exchange=binance&symbol=BTCUSDT&interval=1m&model=other' })).statusCode).toBe(404);
  });

  it('of an ROI figure ends in the records of its fills and of the bar that values what is held', async () => {
    const lineage = await gateway.get('/v1/lineage/roi/alice') as { fills: readonly { record: { value: { text: string } } }[]; marks: readonly object[] };
    expect(lineage.fills.map(({ record }) => JSON.parse(record.value.text) as unknown)).toEqual(fills.toReversed());
    expect(lineage.marks).toMatchObject([{ symbol: 'BTCUSDT', openTime: START + MINUTE, close: '100.1', readable: true, record: { key: 'binance:BTCUSDT:1m' } }]);
  });

  it('of an answer ends in its record, its question’s, and those that it cites', async () => {
    const asked = await append('llm.requests.v1', 'q1', { id: 'q1', question: 'Why?', time: START });
    const source = await append('documents.v1', 'public:d', { id: 'd', text: 'Because.', publishedAt: START });
    const answer = { id: 'q1', tenant: 'public', answer: 'Because [1].', model: 'evidence', usage: { promptTokens: 0, completionTokens: 0 }, time: START };
    const citation = { number: 1, kind: 'document', title: 'd', excerpt: 'Because.', source };
    for (let more = 0; more < 3; more += 1) await append('llm.responses.v1', `other-${more}`, { ...answer, id: `other-${more}`, citations: [] });
    const at = await append('llm.responses.v1', 'q1', { ...answer, citations: [citation] });
    expect(await gateway.get('/v1/lineage/answers/q1')).toMatchObject({
      source: at, answer: { answer: 'Because [1].' }, question: { source: asked }, citations: [{ number: 1, kind: 'document', source, readable: true, record: { key: 'public:d' } }],
    });
    expect((await gateway.ask({ url: '/v1/lineage/answers/none' })).statusCode).toBe(404);
  });
});

describe('the state hash', () => {
  it('covers facts, vectors and the ledger, each in its part', async () => {
    interface State {
      readonly hash: string;
      readonly ledger: { readonly rows: number; readonly sha256: string };
      readonly vectors: readonly { readonly collection: string; readonly points: number }[];
    }
    const before = await gateway.get('/v1/state-hash') as State;
    expect(before.ledger.rows).toBeGreaterThan(0);
    const { vectors } = gateway.host.ports;
    await vectors.prepare('moments');
    const point64 = { tenant: 'public', id: 'a', version: Uint8Array.of(1), dense: { window: new Float32Array(64).fill(1) }, sparse: {}, payload: { series: 's', exchange: 'e', symbol: 'S', interval: '1m' } };
    await vectors.upsert('moments', [point64]);
    const after = await gateway.get('/v1/state-hash') as State;
    expect([after.hash === before.hash, after.ledger]).toEqual([false, before.ledger]);
    expect(after.vectors.find(({ collection }) => collection === 'moments')?.points).toBe(1);
    await vectors.upsert('moments', [{ ...point64, version: Uint8Array.of(2), payload: { ...point64.payload, series: 't' } }]);
    expect((await gateway.get('/v1/state-hash') as State).hash).not.toBe(after.hash);
  });
});
