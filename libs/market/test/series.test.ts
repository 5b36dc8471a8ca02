import { describe, expect, it } from 'vitest';
import { candleSeries, parseCandleSeries, tradeSeries } from '../src/series.ts';

describe('a series', () => {
  it('reads back as it was written', () => {
    const bars = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1M', origin: 'trades' } as const;
    expect(candleSeries(bars)).toBe('binance:BTCUSDT:1M:trades');
    expect(parseCandleSeries(candleSeries(bars))).toEqual(bars);
    expect(tradeSeries({ exchange: 'local', symbol: 'BRK.B' })).toBe('local:BRK.B');
  });

  it.each([
    '', 'binance', 'binance:BTCUSDT', 'binance:BTCUSDT:1m', 'binance:BTCUSDT:1m:guessed', 'binance:BTCUSDT:7m:trades',
    'Binance:BTCUSDT:1m:trades', 'binance:../x:1m:trades', 'binance:BTCUSDT:1m:trades:', ':::',
  ])('is not %j', (text) => {
    expect(parseCandleSeries(text)).toBeUndefined();
  });
});
