import { Trade, type TradeInput } from '@streamforge/contracts/events/trade';
import type { Interval } from '@streamforge/contracts/interval';
import type { DocumentStore } from '@streamforge/document-store/port';
import { buildCandle } from '@streamforge/market/candles-from-trades';
import { nextOpen, openOf } from '@streamforge/market/interval';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeAssets } from '../src/assets.ts';
import { storeTrades } from '../src/trades.ts';
import { directIngest, openStore, receivedOf, type DirectIngest } from './direct.ts';

const START = Date.UTC(2024, 0, 30, 23, 58);
const MINUTE = 60_000;
const DAY = 86_400_000;
const intervals: readonly Interval[] = ['1m', '1d', '1w', '1M'];

const decoder = new TextDecoder();

/** What the store should hold: each bucket of its trades folded whole. */
const expectedCandles = (trades: readonly Trade[], interval: Interval): readonly unknown[] => {
  const last = Math.max(...trades.map(({ time }) => time));
  return [...Map.groupBy(trades, ({ time }) => openOf(interval, time))].toSorted(([a], [b]) => a - b).map(([openTime, bucket]) => ({
    ...buildCandle(bucket, { exchange: 'local', symbol: bucket[0]?.symbol ?? '', interval, openTime, closed: nextOpen(interval, openTime) <= last }),
    origin: 'trades',
  }));
};

const bodiesOf = async <Value>(documents: DocumentStore, collection: 'trades' | 'candles', series: string): Promise<readonly Value[]> =>
  (await Array.fromAsync(documents.scan(collection, series, {}))).flat().map(({ body }) => JSON.parse(decoder.decode(body ?? undefined)) as Value);

const time = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((minutes) => START + minutes * MINUTE),
  fc.integer({ min: 0, max: 5 * MINUTE }).map((ms) => START + ms),
  fc.integer({ min: 0, max: 40 }).map((days) => START + days * DAY),
);

const trade = fc.record({
  id: fc.integer({ min: 1, max: 60 }).map(String),
  time,
  price: fc.constantFrom('1', '1.5', '0.1', '2.000000000000000000000000000000000001'),
  quantity: fc.constantFrom('1', '0.3', '0.00000000000000000000000000000000000007'),
  side: fc.constantFrom('buy' as const, 'sell' as const, undefined),
});

/** A batch as it comes: who has the partition, what fails on the way, and whether the process dies of it. */
const delivery = fc.record({
  trades: fc.array(trade, { minLength: 1, maxLength: 12 }),
  member: fc.constantFrom(0, 0, 0, 1),
  fault: fc.option(fc.record({ call: fc.integer({ min: 0, max: 9 }), moment: fc.constantFrom('before' as const, 'after' as const), dies: fc.boolean() })),
  splitAgain: fc.boolean(),
});

describe('candles built from trades', () => {
  let store: Awaited<ReturnType<typeof openStore>>;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  it('are those of all stored trades, whatever fails, is redelivered, comes late or moves between members', async () => {
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 8 }), fc.nat({ max: 8 }), async (deliveries, declaredAt) => {
      const symbol = `RUN${run += 1}`;
      const members: DirectIngest[] = [directIngest(store.documents), directIngest(store.documents)];
      const inputOf = ({ side, ...given }: (typeof deliveries)[number]['trades'][number]): TradeInput =>
        ({ exchange: 'local', symbol, ...given, ...side !== undefined && { side } });
      const declare = async (): Promise<void> => {
        const [asset] = receivedOf('market.assets.v1', [{ exchange: 'local', symbol, candlesFromTrades: [...intervals], updatedAt: START }]);
        if (asset !== undefined) await storeAssets([asset], directIngest(store.documents).context);
      };
      for (const [at, { trades, member, fault, splitAgain }] of deliveries.entries()) {
        if (at === declaredAt) await declare();
        const batch = receivedOf('market.trades.v1', trades.map(inputOf));
        const ingest = members[member] as DirectIngest;
        if (fault !== null) ingest.failAt(fault.call, fault.moment);
        const failed = await storeTrades(batch, ingest.context).then(() => false, () => true);
        ingest.heal();
        if (!failed) continue;
        if (fault?.dies === true) members[member] = directIngest(store.documents);
        const again = (members[member] as DirectIngest).context;
        const middle = splitAgain ? Math.ceil(batch.length / 2) : batch.length;
        await storeTrades(batch.slice(0, middle), again);
        await storeTrades(batch.slice(middle), again);
      }
      if (declaredAt >= deliveries.length) await declare();
      const stored = (await bodiesOf<TradeInput>(store.documents, 'trades', `local:${symbol}`)).map((body) => Trade.parse(body));
      expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(deliveries.flatMap(({ trades }) => trades.map(({ id }) => id))));
      for (const interval of intervals) {
        expect(await bodiesOf(store.documents, 'candles', `local:${symbol}:${interval}:trades`)).toEqual(expectedCandles(stored, interval));
      }
    }), { numRuns: 60, seed: 7 });
  }, 120_000);

  it('need no second look at the day: a batch reads its own trades only', async () => {
    const { context } = directIngest(store.documents);
    let read = 0;
    const counting = {
      ...context,
      documents: {
        ...context.documents,
        scan: async function* (...given: Parameters<DocumentStore['scan']>) {
          for await (const page of store.documents.scan(...given)) {
            read += page.length;
            yield page;
          }
        },
      },
    };
    await storeAssets(receivedOf('market.assets.v1', [{ exchange: 'local', symbol: 'DAY', candlesFromTrades: ['1d', '1m'], updatedAt: START }]), counting);
    for (let batch = 0; batch < 20; batch += 1) {
      const trades = Array.from({ length: 100 }, (_, index) => ({
        exchange: 'local', symbol: 'DAY', id: String(batch * 100 + index), time: openOf('1d', START) + (batch * 100 + index) * 1_000, price: '1', quantity: '1',
      }));
      expect(await storeTrades(receivedOf('market.trades.v1', trades), counting)).toEqual([]);
    }
    expect(await bodiesOf(store.documents, 'candles', 'local:DAY:1d:trades')).toMatchObject([{ trades: 2_000, volume: '2000' }]);
    expect(read).toBeLessThan(5_000);
  });

  it('are left out where a sum has too many digits; the trades stay and the next candle is built', async () => {
    const { context } = directIngest(store.documents);
    const huge = '9'.repeat(38);
    await storeAssets(receivedOf('market.assets.v1', [{ exchange: 'local', symbol: 'HUGE', candlesFromTrades: ['1m'], updatedAt: START }]), context);
    const trades = [[1, START], [2, START], [3, START + MINUTE]].map(([id = 0, at = 0]) =>
      ({ exchange: 'local', symbol: 'HUGE', id, time: at, price: '1', quantity: id === 3 ? '1' : huge }));
    expect(await storeTrades(receivedOf('market.trades.v1', trades), context)).toEqual([]);
    expect(await bodiesOf(store.documents, 'trades', 'local:HUGE')).toHaveLength(3);
    expect(await bodiesOf(store.documents, 'candles', 'local:HUGE:1m:trades')).toMatchObject([{ openTime: START + MINUTE }]);
  });
});
