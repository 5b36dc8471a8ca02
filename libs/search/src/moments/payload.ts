import { candleSeries } from '@streamforge/market/series';
import type { Payload } from '@streamforge/vector-store/port';
import type { Moment } from './similar-moment.ts';

/** What is kept beside a window's vector. */
export const momentPayload = ({ exchange, symbol, interval, origin, from, to, forwardReturn }: Moment): Payload => ({
  series: candleSeries({ exchange, symbol, interval, origin }), exchange, symbol, interval, origin, from, to, forwardReturn,
});

/** Reads what `momentPayload` wrote. */
export const momentOf = (payload: Payload): Moment => {
  const { exchange, symbol, interval, origin, from, to, forwardReturn } = payload as unknown as Moment;
  return { exchange, symbol, interval, origin, from, to, forwardReturn };
};
