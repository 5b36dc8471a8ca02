import { intervals, type Interval } from '@streamforge/contracts/interval';
import { pairOf } from '../pair.ts';

/** What a file's name tells about its rows. */
export interface NameFacts {
  /** A hint only: the exchange of a file is `local` unless the user says otherwise. */
  readonly exchange?: string;
  readonly symbol?: string;
  readonly interval?: Interval;
}

const exchanges = new Set(['binance', 'bitfinex', 'bitstamp', 'bybit', 'coinbase', 'kraken', 'kucoin', 'okx']);
/** Binance's markets beside spot, as its archive abbreviates them: the same name there is another instrument. */
const markets = new Set(['um', 'cm']);
const words: Readonly<Record<string, Interval>> = { minutely: '1m', hourly: '1h', daily: '1d', weekly: '1w', monthly: '1M' };
const noSymbols = new Set(['CSV', 'JSON', 'JSONL', 'OHLC', 'OHLCV', 'UTC', 'GMT']);
const SYMBOL_PART = /^(?=.*[A-Z])[A-Z0-9]{2,}$/;

/** Reads exchange, symbol and interval from names such as `binance_um_ALGOUSDT_1m_2023-02-01.csv.gz` or `XRP_ETH-5m.json`. */
export const nameFacts = (file: string): NameFacts => {
  const stem = (file.split(/[\\/]/).at(-1) ?? '').replace(/\.gz$/i, '').replace(/\.(csv|tsv|txt|json|jsonl|ndjson)$/i, '');
  const parts = stem.split(/([_\-. ]+)/);
  const tokens = parts.filter((_, at) => at % 2 === 0);
  const exchange = exchangeIn(tokens);
  const symbol = symbolIn(parts) ?? tokens.map((token) => token.toUpperCase()).find((token) => pairOf(token) !== undefined);
  const interval = tokens.map(intervalNamed).find((named) => named !== undefined);
  return { ...(exchange && { exchange }), ...(symbol && { symbol }), ...(interval && { interval }) };
};

const exchangeIn = (tokens: readonly string[]): string | undefined => {
  const at = tokens.findIndex((token) => exchanges.has(token.toLowerCase()));
  const name = tokens[at]?.toLowerCase();
  const market = tokens[at + 1]?.toLowerCase() ?? '';
  return name !== undefined && markets.has(market) ? `${name}_${market}` : name;
};

/** `1H` and `1D` are meant as `1h` and `1d`, but `1M` is a month and `1m` a minute. */
const intervalNamed = (token: string): Interval | undefined =>
  words[token.toLowerCase()] ?? intervals.find((interval) => interval === (token.endsWith('M') ? token : token.toLowerCase()));

const isSymbolPart = (token: string): boolean => SYMBOL_PART.test(token) && !noSymbols.has(token) && intervalNamed(token) === undefined;

/** The first run of upper-case parts, with what separates them: `UNITTEST_BTC`. */
const symbolIn = (parts: readonly string[]): string | undefined => {
  const start = parts.findIndex((part, at) => at % 2 === 0 && isSymbolPart(part));
  if (start === -1) return undefined;
  let end = start;
  while (isSymbolPart(parts[end + 2] ?? '') && ['_', '-'].includes(parts[end + 1] ?? '')) end += 2;
  return parts.slice(start, end + 1).join('');
};
