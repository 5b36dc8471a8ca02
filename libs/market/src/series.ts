/** How the series of stored facts are spelled. No part may hold a colon, so each spelling reads back in one way. */
import { Bar } from '@streamforge/contracts/events/bar';
import type { Trade } from '@streamforge/contracts/events/trade';

export type TradeSeries = Readonly<Pick<Trade, 'exchange' | 'symbol'>>;
export type CandleSeries = Readonly<Pick<Bar, 'exchange' | 'symbol' | 'interval' | 'origin'>>;

/** `exchange:symbol:interval:origin`, the series of the candles collection. */
export const candleSeries = ({ exchange, symbol, interval, origin }: CandleSeries): string => `${exchange}:${symbol}:${interval}:${origin}`;

/** `exchange:symbol`, the series of the trades collection. */
export const tradeSeries = ({ exchange, symbol }: TradeSeries): string => `${exchange}:${symbol}`;

/** Reads what `candleSeries` wrote; undefined for any other text. */
export const parseCandleSeries = (series: string): CandleSeries | undefined => {
  const [exchange, symbol, interval, origin, ...rest] = series.split(':');
  return rest.length === 0 ? CandleParts.safeParse({ exchange, symbol, interval, origin }).data : undefined;
};

const CandleParts = Bar.pick({ exchange: true, symbol: true, interval: true, origin: true });
