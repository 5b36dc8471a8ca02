/** Which column of a file holds which field of a candle. */
import { TerminalError } from '@streamforge/contracts/errors';
import { shown } from '@streamforge/codec/shown';
import type { FileOptions } from './options.ts';

/** Fields of a candle that files hold, and the column names, in order of preference, that mean them. Case and punctuation do not count. */
const meanings = {
  openTime: ['opentime', 'openingtime', 'timestamp', 'time', 'datetime', 'date', 'unix', 'ts'],
  open: ['open', 'openprice', 'o'],
  high: ['high', 'highprice', 'h'],
  low: ['low', 'lowprice', 'l'],
  close: ['close', 'closeprice', 'c'],
  volume: ['volume', 'vol', 'basevolume', 'baseassetvolume', 'v'],
  closeTime: ['closetime'],
  quoteVolume: ['quotevolume', 'quoteassetvolume', 'turnover'],
  trades: ['trades', 'count', 'numberoftrades', 'tradecount'],
  takerBuyVolume: ['takerbuyvolume', 'takerbuybasevolume', 'takerbuybaseassetvolume'],
  takerBuyQuoteVolume: ['takerbuyquotevolume', 'takerbuyquoteassetvolume'],
  symbol: ['symbol', 'ticker', 'pair', 'instrument', 'name'],
  exchange: ['exchange', 'venue'],
  interval: ['interval', 'timeframe'],
  sector: ['sector'],
} as const;

export type Field = keyof typeof meanings;
export const fields = Object.keys(meanings) as readonly Field[];

/** Fields without which a row is no candle. */
export const needed = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const satisfies readonly Field[];

/** Positions of the fields, from 0, and how the file names its columns. */
export interface Columns {
  readonly at: Readonly<Partial<Record<Field, number>>>;
  readonly names: readonly string[];
}

/** What the file has, for messages. */
export const columnList = (names: readonly string[]): string => `there are ${names.join(', ').slice(0, 200)}`;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const isField = (name: string): name is Field => Object.hasOwn(meanings, name);

/** Columns that a header names, with the user's `--map` before our reading of the names. Throws where `--map` names what is not there. */
export const columnsOf = (names: readonly string[], mapped: FileOptions['columns'] = {}): Columns => {
  const at: Partial<Record<Field, number>> = {};
  for (const [column, field] of Object.entries(mapped)) at[knownField(field)] = positionOf(names, column);
  const taken = new Set(Object.values(at));
  const read = names.map(plain);
  for (const field of fields) {
    if (at[field] !== undefined) continue;
    const found = meanings[field].map((name) => read.indexOf(name)).find((position) => position !== -1 && !taken.has(position));
    if (found !== undefined) at[field] = found;
  }
  return { at, names };
};

const knownField = (field: string): Field => {
  if (isField(field)) return field;
  throw new TerminalError('REQUEST_INVALID', `--map: ${shown(field)} is no field; fields are ${fields.join(', ')}.`);
};

const positionOf = (names: readonly string[], column: string): number => {
  const named = names.indexOf(column);
  if (named !== -1) return named;
  const position = /^\d{1,4}$/.test(column) ? Number(column) - 1 : -1;
  if (position >= 0 && position < names.length) return position;
  throw new TerminalError('FILE_COLUMN_MISSING', `--map: there is no column ${shown(column)}; ${columnList(names)}.`);
};

/** First needed field that no column holds. */
export const missingField = ({ at }: Columns): Field | undefined => needed.find((field) => at[field] === undefined);

/** Binance's own layout, for files without a header. */
export const klineNames = [
  'open_time', 'open', 'high', 'low', 'close', 'volume', 'close_time', 'quote_volume', 'count', 'taker_buy_volume',
  'taker_buy_quote_volume', 'ignore',
] as const;
