/** A line of the catalogue of bad input, as records that bypass the gateway. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { ErrorCode } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { EntryKey } from '@streamforge/document-store/port';
import type { Bytes, OutgoingHeaders, OutgoingRecord } from '@streamforge/event-log/port';

/** What must be stored: fields of the body, or null for a deletion. */
export interface Stored {
  readonly collection: CollectionName;
  readonly key: EntryKey;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** The log itself takes no record beyond its sizes. */
export interface RefusedByLog {
  readonly refused: ErrorCode;
}

export interface BadLine {
  readonly what: string;
  readonly topic: TopicName;
  /** Records that come first. */
  readonly before: readonly (OutgoingRecord & { readonly topic: TopicName })[];
  readonly record: OutgoingRecord;
  /** The code of its dead letter, what is stored of it, or how the log refuses it. */
  readonly outcome: ErrorCode | Stored | RefusedByLog;
}

export const START = Date.UTC(2024, 0, 1);
export const CANDLES = 'market.candles.v1';
export const TRADES = 'market.trades.v1';
export const ASSETS = 'market.assets.v1';
export const DOCUMENTS = 'documents.v1';

export type Fields = Readonly<Record<string, unknown>>;

export const candle = (symbol: string, changes: Fields = {}): Fields => ({
  exchange: 'test', symbol, interval: '1m', openTime: START, open: '10', high: '20', low: '5', close: '15', volume: '3', ...changes,
});

export const trade = (symbol: string, changes: Fields = {}): Fields =>
  ({ exchange: 'test', symbol, id: '1', time: START, price: '10', quantity: '2', ...changes });

export const document = (id: string, changes: Fields = {}): Fields => ({ id, text: 'A text.', publishedAt: START, ...changes });

export const asset = (symbol: string, changes: Fields = {}): Fields => ({ exchange: 'test', symbol, updatedAt: START, ...changes });

/** Where a candle of `candle` is stored. */
export const candleKey = (symbol: string, openTime = START, origin = 'published'): EntryKey =>
  ({ series: `test:${symbol}:1m:${origin}`, order: openTime, id: '' });

/** The JSON of an event with one field spelled as given, for what `JSON.stringify` would never write. */
export const spelled = (event: Fields, field: string, json: string): string =>
  JSON.stringify({ ...event, [field]: 0 }).replace(`"${field}":0`, `"${field}":${json}`);

const asBytes = (value: Fields | Bytes | null): Bytes | null =>
  value === null || typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value);

export interface Sending {
  readonly key?: Bytes | null;
  readonly headers?: OutgoingHeaders;
  readonly before?: BadLine['before'];
}

type MakeLine = (what: string, name: string, value: Fields | Bytes | null, outcome: BadLine['outcome'], sending?: Sending) => BadLine;

const line = (topic: TopicName, keyOf: (name: string) => string): MakeLine => (what, name, value, outcome, sending = {}) => {
  const { key = keyOf(name), headers = [], before = [] } = sending;
  return { what, topic, before, outcome, record: { key, value: asBytes(value), headers } };
};

/** Each makes a line of its topic: what it is, symbol or id, value, outcome. */
export const onCandles = line(CANDLES, (symbol) => `test:${symbol}:1m`);
export const onTrades = line(TRADES, (symbol) => `test:${symbol}`);
export const onAssets = line(ASSETS, (symbol) => `test:${symbol}`);
export const onDocuments = line(DOCUMENTS, (id) => `public:${id}`);
