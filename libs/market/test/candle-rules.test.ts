import { Candle, type CandleInput } from '@streamforge/contracts/events/candle';
import { limits } from '@streamforge/contracts/limits';
import { describe, expect, it } from 'vitest';
import { judgeCandle } from '../src/candle-rules.ts';

const openTime = Date.UTC(2026, 1, 2);
const good: CandleInput = {
  exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', openTime, open: '10', high: '12', low: '9', close: '11', volume: '0',
};
const judged = (change: Partial<CandleInput>, timestamp = openTime): ReturnType<typeof judgeCandle> =>
  judgeCandle(Candle.parse({ ...good, ...change }), timestamp);

describe('a candle', () => {
  it('is good when its prices lie within its range, even all on one price and with no volume', () => {
    expect(judged({})).toBeUndefined();
    expect(judged({ open: '9', high: '9', low: '9', close: '9' })).toBeUndefined();
    expect(judged({ quoteVolume: '1', takerBuyVolume: '0', takerBuyQuoteVolume: '-0' })).toBeUndefined();
  });

  it.each([
    ['CANDLE_PRICE_NOT_POSITIVE', { open: '0' }],
    ['CANDLE_PRICE_NOT_POSITIVE', { high: '-12' }],
    ['CANDLE_PRICE_NOT_POSITIVE', { low: '-0' }],
    ['CANDLE_PRICE_NOT_POSITIVE', { close: '-0.1' }],
    ['CANDLE_VOLUME_NEGATIVE', { volume: '-1' }],
    ['CANDLE_VOLUME_NEGATIVE', { quoteVolume: '-1' }],
    ['CANDLE_VOLUME_NEGATIVE', { takerBuyVolume: '-0.00000001' }],
    ['CANDLE_VOLUME_NEGATIVE', { takerBuyQuoteVolume: '-1' }],
    ['CANDLE_HIGH_BELOW_LOW', { high: '8', low: '9' }],
    ['CANDLE_OPEN_OUTSIDE_RANGE', { open: '12.5' }],
    ['CANDLE_OPEN_OUTSIDE_RANGE', { open: '8.99' }],
    ['CANDLE_CLOSE_OUTSIDE_RANGE', { close: '12.5' }],
    ['CANDLE_CLOSE_OUTSIDE_RANGE', { close: '8.99' }],
    ['CANDLE_TIME_NOT_ALIGNED', { openTime: openTime + 1 }],
    ['CANDLE_TIME_NOT_ALIGNED', { interval: '1w', openTime: openTime - 86_400_000 }],
    ['CANDLE_TIME_NOT_ALIGNED', { interval: '1M' }],
  ] as const)('is refused as %s for %j', (code, change) => {
    expect(judged(change)?.code).toBe(code);
  });

  it('is judged to the last digit', () => {
    const high = `1${'0'.repeat(20)}.${'0'.repeat(20)}1`;
    expect(judged({ open: high, high, low: '1', close: '1' })).toBeUndefined();
    expect(judged({ open: `${high}1`, high, low: '1', close: '1' })?.code).toBe('CANDLE_OPEN_OUTSIDE_RANGE');
  });

  it('is judged against the moment it was appended, not against the present', () => {
    expect(judged({}, openTime - limits.futureMs)).toBeUndefined();
    expect(judged({}, openTime - limits.futureMs - 60_000)?.code).toBe('EVENT_TIME_IN_FUTURE');
  });

  it('is refused with what was expected and what its fields hold, shortened', () => {
    expect(judged({ high: '8' })?.detail).toBe('high must be at least low (high 8, low 9)');
    expect(judged({ open: '9'.repeat(38) })?.detail).toBe(`open must lie between low and high (open ${'9'.repeat(32)}…, low 9, high 12)`);
  });
});
