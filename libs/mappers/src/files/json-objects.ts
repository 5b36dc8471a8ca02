/** Formats whose rows are JSON objects, one a line or the elements of an array. */
import type { Refusal } from '@streamforge/codec/received';
import { readJsonText } from '@streamforge/codec/json';
import { isMembers, type Members } from '../binance/members.ts';
import { mapBinanceMessage } from '../binance/messages.ts';
import { mapAggTrade } from '../binance/trades.ts';
import { lineInvalid, type MappedEvent, type MappedTopic } from '../events.ts';
import type { FileFormat, Sample } from './format.ts';
import { refused, type Mapped, type RowReader } from './mapped.ts';
import { mentionedAssets } from './mentioned-assets.ts';
import { nameFacts } from './name-facts.ts';
import { exchangeOf, type FileOptions } from './options.ts';
import { timeOf } from './time-cell.ts';

const has = ({ object }: Sample, ...keys: readonly string[]): boolean =>
  object !== undefined && keys.every((key) => Object.hasOwn(object, key));

/** Reads each row as a JSON object, strictly, and maps it; declares the pairs that candles and trades mention. */
const objectReader = (map: (members: Members) => readonly MappedEvent[] | Refusal): RowReader => {
  const assetOf = mentionedAssets();
  const emit = (line: number, event: MappedEvent, out: Mapped[]): void => {
    if (event.topic === 'market.candles.v1' || event.topic === 'market.trades.v1') {
      const asset = assetOf(event.value.exchange, event.value.symbol, undefined);
      if (asset !== undefined) out.push({ line, event: asset });
    }
    out.push({ line, event });
  };
  return {
    read: (row, text, out) => {
      const reading = readJsonText(text);
      if (!reading.ok) {
        out.push(refused(row, { code: reading.code, detail: reading.detail }));
        return;
      }
      const mapped = isMembers(reading.value) ? map(reading.value) : lineInvalid('It is not a JSON object.');
      if ('code' in mapped) out.push(refused(row, mapped));
      else for (const event of mapped) emit(row.line, event, out);
    },
  };
};

/** Rows in the contract's own fields. What a row does not say, the options and the file's name do. */
const contractFormat = (
  name: string, says: string, topic: MappedTopic, times: readonly string[], detect: (sample: Sample) => boolean,
  defaults: (options: FileOptions) => Members,
): FileFormat => ({
  name,
  says,
  detect,
  open: (_sample, options) => {
    const absent = defaults(options);
    return objectReader((members) => {
      const value: Record<string, unknown> = { ...absent, ...members };
      for (const field of times) {
        const written = value[field];
        if (typeof written !== 'string' && (typeof written !== 'number' || options.timeUnit === undefined)) continue;
        const time = timeOf(String(written), options.timeUnit, field);
        if (typeof time !== 'number') return time;
        value[field] = time;
      }
      // The row is handed on as it is written: unknown fields, wrong types and the market's rules are for the contract to refuse.
      return [{ topic, value } as unknown as MappedEvent];
    });
  },
});

const defined = (members: Members): Members => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
const symbolOf = ({ symbol, file }: FileOptions): string | undefined => symbol ?? nameFacts(file).symbol;
const venue = (options: FileOptions): Members => defined({ exchange: exchangeOf(options), symbol: symbolOf(options) });

export const binanceMessages: FileFormat = {
  name: 'binance-messages',
  says: 'Binance’s stream messages as they arrive: kline, trade, aggTrade, executionReport',
  detect: (sample) => has(sample, 'stream', 'data') || has(sample, 'e', 'E'),
  open: (_sample, options) => {
    const { account } = options;
    const exchange = exchangeOf(options);
    return objectReader((members) => mapBinanceMessage(members, { exchange, account }));
  },
};

export const binanceAggTrades: FileFormat = {
  name: 'binance-agg-trades',
  says: 'aggregated trades as Binance’s REST interface answers: {"a","p","q","f","l","T","m"}',
  detect: (sample) => has(sample, 'a', 'p', 'q', 'T'),
  open: (_sample, options) => {
    const defaults = { exchange: exchangeOf(options), symbol: symbolOf(options) };
    return objectReader((members) => mapAggTrade(members, defaults));
  },
};

export const fills = contractFormat(
  'fills', 'fills: id, account, symbol, side, quantity, price, fee, feeAsset, time', 'agent.fills.v1', ['time'],
  (sample) => has(sample, 'side', 'quantity', 'price') && (has(sample, 'account') || has(sample, 'fee')),
  ({ account, exchange, symbol }) => defined({ account, exchange, symbol }),
);

export const candles = contractFormat(
  'candles', 'candles in the contract’s fields: exchange, symbol, interval, openTime, open, high, low, close, volume',
  'market.candles.v1', ['openTime'],
  (sample) => has(sample, 'openTime', 'open', 'close'),
  (options) => ({ ...venue(options), ...defined({ interval: options.interval ?? nameFacts(options.file).interval }) }),
);

export const trades = contractFormat(
  'trades', 'trades in the contract’s fields: exchange, symbol, id, time, price, quantity, side', 'market.trades.v1', ['time'],
  (sample) => has(sample, 'price', 'quantity', 'time') && !has(sample, 'account'), venue,
);

export const documents = contractFormat(
  'documents', 'documents: id, title, text, source, publishedAt, symbols', 'documents.v1', ['publishedAt', 'updatedAt'],
  (sample) => has(sample, 'text', 'publishedAt'), () => ({}),
);

const assetFields = ['kind', 'base', 'sector', 'calendar', 'relations', 'candlesFromTrades', 'name'] as const;

export const assets = contractFormat(
  'assets', 'asset declarations: exchange, symbol, kind, base, quote, sector, calendar, candlesFromTrades, relations',
  'market.assets.v1', ['updatedAt'],
  (sample) => has(sample, 'symbol') && assetFields.some((key) => has(sample, key)),
  ({ exchange }) => ({ exchange: exchange ?? 'local' }),
);
