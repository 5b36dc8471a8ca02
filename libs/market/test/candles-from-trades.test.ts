import { canonicalDecimal } from '@streamforge/contracts/decimal';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { Candle } from '@streamforge/contracts/events/candle';
import { Trade, type TradeInput } from '@streamforge/contracts/events/trade';
import type { Interval } from '@streamforge/contracts/interval';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleFold } from '../src/candle-fold.ts';
import { buildCandle } from '../src/candles-from-trades.ts';
import { openOf } from '../src/interval.ts';
import { linesOf, sharedText } from './shared.ts';

const bucket = { exchange: 'binance', symbol: 'XRPETH', interval: '1m', openTime: 1_570_752_000_000, closed: true } as const;
const trade = (change: Partial<TradeInput>): Trade =>
  Trade.parse({ exchange: 'binance', symbol: 'XRPETH', id: 1, time: bucket.openTime, price: '1', quantity: '1', ...change });

/** Ids as venues make them: numbers, words, or both in one series. */
const namings: readonly ((index: number) => string)[] = [
  (index) => `${index + 5}`,
  (index) => `x-${index}`,
  (index) => index % 2 === 0 ? `${index}` : `a${index}`,
];

describe('a candle built from trades', () => {
  it('opens and closes with the first and last trade, by time and then by id as a number', () => {
    const trades = [
      trade({ id: 10, price: '4' }),
      trade({ id: 9, price: '3' }),
      trade({ id: 8, time: bucket.openTime + 5, price: '2.5', quantity: '0.5' }),
      trade({ id: 11, time: bucket.openTime + 5, price: '7', quantity: '1.5' }),
    ];
    expect(buildCandle(trades, bucket)).toEqual({
      ...bucket, open: '3', high: '7', low: '2.5', close: '7', volume: '4', quoteVolume: '18.75', trades: 4, revision: 4,
    });
  });

  it('tells what takers bought when every trade tells its side', () => {
    const sided = [trade({ side: 'buy', price: '2', quantity: '3' }), trade({ id: 2, side: 'sell' })];
    expect(buildCandle(sided, bucket)).toMatchObject({ takerBuyVolume: '3', takerBuyQuoteVolume: '6' });
    expect(buildCandle([...sided, trade({ id: 3 })], bucket)).not.toHaveProperty('takerBuyVolume');
  });

  it('sums to the last digit', () => {
    const quantities = ['0.1', '0.2', `1${'0'.repeat(20)}.${'0'.repeat(19)}7`];
    const trades = quantities.map((quantity, id) => trade({ id, quantity }));
    expect(buildCandle(trades, bucket)?.volume).toBe(`1${'0'.repeat(20)}.3${'0'.repeat(18)}7`);
  });

  it('rounds a value half-even beyond the digits a decimal may have, and refuses a sum before the point that has too many', () => {
    const tiny = `0.${'0'.repeat(37)}1`;
    expect(buildCandle([trade({ price: tiny, quantity: '0.5' })], bucket)?.quoteVolume).toBe('0');
    expect(buildCandle([trade({ price: tiny, quantity: '1.5' })], bucket)?.quoteVolume).toBe(`0.${'0'.repeat(37)}2`);
    const huge = '9'.repeat(38);
    expect(() => buildCandle([trade({ quantity: huge }), trade({ id: 2, quantity: huge })], bucket))
      .toThrow(expect.objectContaining({ code: 'DECIMAL_INVALID' }));
    expect(() => buildCandle([trade({ quantity: huge }), trade({ id: 2, quantity: huge })], bucket)).toThrow(StreamForgeError);
  });

  it('is none without a trade', () => {
    expect(buildCandle([], bucket)).toBeUndefined();
    expect(() => new CandleFold(0).candle(bucket)).toThrow(RangeError);
  });

  it('is the same in whatever order the trades arrive, and keeps to the schema', () => {
    const decimal = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(8)).map(([digits, scale]) => `${digits}e-${scale}`);
    const side = fc.constantFrom('buy' as const, 'sell' as const);
    const drawn = fc.record({ time: fc.nat(3), price: decimal, quantity: decimal, side });
    const ids = fc.constantFrom(...namings);
    fc.assert(fc.property(fc.array(drawn, { minLength: 1, maxLength: 30 }), ids, fc.infiniteStream(fc.nat()), (all, id, keys) => {
      const trades = all.map((each, index) => trade({ ...each, id: id(index), time: bucket.openTime + each.time }));
      const shuffled = trades.map((each) => ({ each, key: Number(keys.next().value) }))
        .toSorted((a, b) => a.key - b.key).map(({ each }) => each);
      const candle = buildCandle(trades, bucket);
      expect(buildCandle(shuffled, bucket)).toEqual(candle);
      expect(Candle.parse(candle)).toEqual(candle);
    }));
  });

  it.for([['1m', 2_469], ['5m', 706]] as const)('is exactly the expected %s candle of XRP/ETH, %i times', ([interval, count], { skip }) => {
    const aggTrades = sharedText('data/trades/xrpeth_binance_aggtrades.jsonl.gz');
    const expected = sharedText(`data/trades/xrpeth_${interval}_expected_candles.csv.gz`);
    if (aggTrades === undefined || expected === undefined) return skip();
    const built = candlesOf(linesOf(aggTrades).map(readAggTrade), interval);
    const wanted = linesOf(expected).slice(1).map((line) => line.split(',').map(canonicalDecimal));
    expect(wanted).toHaveLength(count);
    expect(built.map((c) => [String(c.openTime), c.open, c.high, c.low, c.close, c.volume])).toEqual(wanted);
  });
});

const readAggTrade = (line: string): Trade => {
  const { a, p, q, T, m } = JSON.parse(line) as { a: number; p: string; q: string; T: number; m: boolean };
  return trade({ id: a, price: p, quantity: q, time: T, side: m ? 'sell' : 'buy' });
};

const candlesOf = (trades: readonly Trade[], interval: Interval): readonly Candle[] => {
  const buckets = Map.groupBy(trades, ({ time }) => openOf(interval, time));
  return [...buckets].toSorted(([a], [b]) => a - b).flatMap(([openTime, its]) => buildCandle(its, { ...bucket, interval, openTime }) ?? []);
};
