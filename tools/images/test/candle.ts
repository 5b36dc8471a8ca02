import { expect } from 'vitest';

const minute = 60_000;

/** Produces the n-th candle of a series through a gateway; returns the record's offset once it is durable. */
export const produceCandle = async (address: string, index: number): Promise<number> => {
  const data = {
    exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', openTime: Date.UTC(2026, 0, 5) + index * minute,
    open: '100', high: '101.5', low: '99.25', close: '100.5', volume: '3',
  };
  const answer = await fetch(`${address}/v3/clusters/streamforge/topics/market.candles.v1/records`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value: { type: 'JSON', data } }),
  });
  const result = await answer.json() as { readonly error_code: number; readonly offset: number };
  expect(result).toMatchObject({ error_code: 200 });
  return result.offset;
};
