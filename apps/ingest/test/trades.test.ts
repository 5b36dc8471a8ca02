import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import type { TradeInput } from '@streamforge/contracts/events/trade';
import { sharedFile } from '@streamforge/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';

const OPEN = Date.UTC(2024, 0, 1);

const trade = (id: number, second: number, price: string, change: Partial<TradeInput> = {}): TradeInput => ({
  exchange: 'local', symbol: 'XRPETH', id: String(id), time: OPEN + second * 1_000, price, quantity: '1', ...change,
});
const declaration = { exchange: 'local', symbol: 'XRPETH', candlesFromTrades: ['1m' as const], updatedAt: OPEN };

const withHarness = async (use: (harness: Harness) => Promise<void>): Promise<void> => {
  const harness = await openHarness();
  try {
    await use(harness);
  } finally {
    await harness.close();
  }
};

const built = 'local:XRPETH:1m:trades';

describe('trades', () => {
  it('are stored once; the same id with another body is a dead letter', () => withHarness(async (harness) => {
    await harness.feed('market.trades.v1', [trade(1, 0, '10'), trade(1, 0, '10'), trade(1, 0, '11')]);
    expect(await harness.bodies('trades', 'local:XRPETH')).toMatchObject([{ id: '1', price: '10' }]);
    expect(await harness.codes('market.trades.v1')).toEqual(['ID_CONFLICT']);
  }));

  it('become no candles unless the asset asks for them', () => withHarness(async (harness) => {
    await harness.feed('market.trades.v1', [trade(1, 0, '10')]);
    expect(await harness.entries('candles', built)).toEqual([]);
  }));

  it('become candles, closed once a later trade is stored', () => withHarness(async (harness) => {
    await harness.feed('market.assets.v1', [declaration]);
    await harness.feed('market.trades.v1', [trade(1, 0, '10'), trade(2, 30, '12', { quantity: '0.1' })]);
    expect(await harness.bodies('candles', built)).toMatchObject([{ open: '10', high: '12', close: '12', volume: '1.1', trades: 2, closed: false }]);
    await harness.feed('market.trades.v1', [trade(3, 60, '11')]);
    expect(await harness.bodies('candles', built)).toMatchObject([{ closed: true, revision: 2 }, { closed: false, open: '11' }]);
  }));

  it('close every candle that later trades leave behind, even when they come out of order', () => withHarness(async (harness) => {
    await harness.feed('market.assets.v1', [declaration]);
    await harness.feed('market.trades.v1', [trade(1, 0, '10'), trade(5, 300, '10')]);
    await harness.feed('market.trades.v1', [trade(2, 120, '10'), trade(7, 420, '10')]);
    expect((await harness.bodies('candles', built)).map(({ closed }) => closed)).toEqual([true, true, true, false]);
  }));

  it('become candles of weeks that open on Monday and of calendar months', () => withHarness(async (harness) => {
    const day = 86_400;
    await harness.feed('market.assets.v1', [{ ...declaration, candlesFromTrades: ['1w', '1M'] }]);
    await harness.feed('market.trades.v1', [trade(1, 6 * day, '10'), trade(2, 30 * day, '12')]);
    await harness.feed('market.trades.v1', [trade(4, 31 * day, '9'), trade(3, 7 * day, '11')]);
    expect((await harness.bodies('candles', 'local:XRPETH:1w:trades')).map(({ openTime, trades, closed }) => [openTime, trades, closed])).toEqual([
      [OPEN, 1, true], [OPEN + 7 * day * 1_000, 1, true], [Date.UTC(2024, 0, 29), 2, false],
    ]);
    expect((await harness.bodies('candles', 'local:XRPETH:1M:trades')).map(({ openTime, trades, closed }) => [openTime, trades, closed])).toEqual([
      [OPEN, 3, true], [Date.UTC(2024, 1, 1), 1, false],
    ]);
  }));

  it('stored before the declaration become the same candles as those stored after it', async () => {
    const trades = [trade(1, 0, '10'), trade(2, 61, '12'), trade(3, 62, '9'), trade(4, 200, '8')];
    const hashes: string[] = [];
    await withHarness(async (harness) => {
      await harness.feed('market.assets.v1', [declaration]);
      await harness.feed('market.trades.v1', trades);
      hashes.push(await harness.hash());
    });
    await withHarness(async (harness) => {
      await harness.feed('market.trades.v1', trades);
      await harness.feed('market.assets.v1', [declaration]);
      hashes.push(await harness.hash());
    });
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('that break a rule are dead-lettered', () => withHarness(async (harness) => {
    await harness.feed('market.trades.v1', [trade(1, 0, '0'), trade(2, 0, '1', { quantity: '-1' }), trade(3, 0, '1')]);
    expect(await harness.codes('market.trades.v1')).toEqual(['TRADE_PRICE_NOT_POSITIVE', 'TRADE_QUANTITY_NOT_POSITIVE']);
    expect(await harness.entries('trades', 'local:XRPETH')).toHaveLength(1);
  }));
});

describe('two days of real XRP/ETH trades', () => {
  const path = sharedFile('data/trades/xrpeth_binance_aggtrades.jsonl.gz');

  it.skipIf(path === undefined)('become exactly the expected 1m and 5m candles', () => withHarness(async (harness) => {
    await harness.feed('market.assets.v1', [{ ...declaration, candlesFromTrades: ['1m', '5m'] }]);
    const lines = gunzipSync(readFileSync(path ?? '')).toString().trim().split('\n');
    await harness.feed('market.trades.v1', lines.map((line) => {
      const { a, p, q, T, m } = JSON.parse(line) as { a: number; p: string; q: string; T: number; m: boolean };
      return { exchange: 'local', symbol: 'XRPETH', id: String(a), price: p, quantity: q, time: T, side: m ? 'sell' as const : 'buy' as const };
    }));
    for (const interval of ['1m', '5m']) {
      const [, ...rows] = gunzipSync(readFileSync(sharedFile(`data/trades/xrpeth_${interval}_expected_candles.csv.gz`) ?? '')).toString().trim().split('\n');
      const stored = await harness.bodies('candles', `local:XRPETH:${interval}:trades`);
      expect(stored.map(({ openTime, open, high, low, close, volume }) => [openTime, open, high, low, close, volume].map(Number))).toEqual(
        rows.map((row) => row.split(',').map(Number)),
      );
    }
  }), 60_000);
});
