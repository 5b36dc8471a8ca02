/** How the series of stored facts are spelled. No part may hold a colon, so each spelling reads back in one way. */
import { TerminalError } from '@streamforge/contracts/errors';
import { Bar } from '@streamforge/contracts/events/bar';
import { Trade } from '@streamforge/contracts/events/trade';

export type TradeSeries = Readonly<Pick<Trade, 'exchange' | 'symbol'>>;
export type CandleSeries = Readonly<Pick<Bar, 'exchange' | 'symbol' | 'interval' | 'origin'>>;

/** `exchange:symbol:interval:origin`, the series of the candles collection. */
export const candleSeries = ({ exchange, symbol, interval, origin }: CandleSeries): string => `${exchange}:${symbol}:${interval}:${origin}`;

/** `exchange:symbol`, the series of the trades collection. */
export const tradeSeries = ({ exchange, symbol }: TradeSeries): string => `${exchange}:${symbol}`;

/** Reads what `candleSeries` wrote. Throws NOT_FOUND for any other text: nothing can be stored under it. */
export const parseCandleSeries = (series: string): CandleSeries => {
  const parts = series.split(':');
  const [exchange, symbol, interval, origin] = parts;
  const parsed = CandleParts.safeParse({ exchange, symbol, interval, origin });
  if (!parsed.success || parts.length !== 4) throw notASeries(series, 'exchange:symbol:interval:origin');
  return parsed.data;
};

/** Reads what `tradeSeries` wrote. Throws NOT_FOUND for any other text: nothing can be stored under it. */
export const parseTradeSeries = (series: string): TradeSeries => {
  const parts = series.split(':');
  const [exchange, symbol] = parts;
  const parsed = TradeParts.safeParse({ exchange, symbol });
  if (!parsed.success || parts.length !== 2) throw notASeries(series, 'exchange:symbol');
  return parsed.data;
};

const CandleParts = Bar.pick({ exchange: true, symbol: true, interval: true, origin: true });
const TradeParts = Trade.pick({ exchange: true, symbol: true });

const notASeries = (series: string, spelling: string): TerminalError =>
  new TerminalError('NOT_FOUND', `A series is spelled ${spelling}, not ${JSON.stringify(series.slice(0, 100))}.`);
