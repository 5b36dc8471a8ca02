import { Trade, type TradeInput } from '@streamforge/contracts/events/trade';
import { limits } from '@streamforge/contracts/limits';
import { describe, expect, it } from 'vitest';
import { judgeTime } from '../src/time-rules.ts';
import { judgeTrade } from '../src/trade-rules.ts';

const time = Date.UTC(2026, 1, 2);
const judged = (change: Partial<TradeInput>, timestamp = time): ReturnType<typeof judgeTrade> =>
  judgeTrade(Trade.parse({ exchange: 'binance', symbol: 'BTCUSDT', id: 1, time, price: '10', quantity: '1', ...change }), timestamp);

describe('a trade', () => {
  it('is good with a price, a quantity and a time that has come', () => {
    expect(judged({})).toBeUndefined();
    expect(judged({}, time - limits.futureMs)).toBeUndefined();
  });

  it.each([
    ['TRADE_PRICE_NOT_POSITIVE', { price: '0' }],
    ['TRADE_PRICE_NOT_POSITIVE', { price: '-1' }],
    ['TRADE_QUANTITY_NOT_POSITIVE', { quantity: '-0' }],
    ['TRADE_QUANTITY_NOT_POSITIVE', { quantity: '-0.5' }],
    ['EVENT_TIME_IN_FUTURE', { time: time + limits.futureMs + 1 }],
  ] as const)('is refused as %s for %j', (code, change) => {
    expect(judged(change)?.code).toBe(code);
  });
});

describe('any event', () => {
  it('is refused when its time lies after its append, with both times', () => {
    expect(judgeTime(time, time)).toBeUndefined();
    const ahead = time + limits.futureMs + 1;
    expect(judgeTime(ahead, time)).toEqual({
      code: 'EVENT_TIME_IN_FUTURE', detail: `the time must lie at most 300 seconds after the append (time ${ahead}, appended ${time})`,
    });
  });
});
