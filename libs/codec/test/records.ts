import type { RecordLike } from '../src/decode.ts';

/** A valid candle as a producer sends it. */
export const candle = {
  exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', openTime: 1_704_067_200_000,
  open: '42283.58', high: '42298.62', low: '42261.02', close: '42298.61', volume: '35.92724',
};
export const candleKey = 'binance:BTCUSDT:1m';

export const asset = { exchange: 'binance', symbol: 'BTCUSDT', kind: 'pair' };
export const assetKey = 'binance:BTCUSDT';

export const document = { id: 'note-1', text: 'Rates unchanged.', publishedAt: 1_704_067_200_000 };
export const documentKey = 'public:note-1';

export interface Sent {
  readonly key?: string | Uint8Array | null;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, string | Uint8Array>>;
}

const bytesOf = (content: string | Uint8Array): Uint8Array => typeof content === 'string' ? Buffer.from(content) : content;

const valueBytes = (value: unknown): Uint8Array | null => {
  if (value === null) return null;
  return typeof value === 'string' || value instanceof Uint8Array ? bytesOf(value) : Buffer.from(JSON.stringify(value));
};

/** A record as the log hands it out; text and bytes go in as they are, other values as JSON, null as a tombstone. */
export const record = ({ key = candleKey, value = candle, headers = {} }: Sent = {}): RecordLike => ({
  offset: 7,
  timestamp: 1_704_067_260_000,
  key: key === null ? null : bytesOf(key),
  value: valueBytes(value),
  header: (name) => headers[name] === undefined ? undefined : bytesOf(headers[name]),
});
