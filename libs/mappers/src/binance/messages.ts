/** Binance's messages, spot and USD-M futures, as events. Source: Binance's API documentation of its market and user data streams. */
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import type { MappedEvent } from '../events.ts';
import { mapAccountTrade, mapExecutionReport } from './fills.ts';
import { mapKline, mapRestKlines } from './klines.ts';
import { isMembers, type Members } from './members.ts';
import { mapAggTrade, mapTrade } from './trades.ts';

export interface BinanceOptions {
  /** Default `binance`. Futures have the names of other instruments, so give them an exchange of their own, such as `binance_um`. */
  readonly exchange?: string | undefined;
  /** Symbol of REST klines, which do not name it. */
  readonly symbol?: string | undefined;
  /** Account that fills belong to: messages do not name it. */
  readonly account?: string | undefined;
  /** Epoch milliseconds; with it, REST klines that close later are open. */
  readonly now?: number | undefined;
}

/**
 * Maps one message, already read as JSON: kline, trade and aggTrade of the streams (bare or in the combined stream's wrapper), REST
 * klines and account trades, and execution reports of trades. Whatever else is refused as EVENT_TYPE_UNKNOWN, a message that lacks
 * what its type needs as EVENT_INVALID. Prices keep their spelling; the contract makes them canonical and judges them.
 */
export const mapBinanceMessage = (message: unknown, options: BinanceOptions = {}): readonly MappedEvent[] | Refusal => {
  if (Array.isArray(message)) return mapAnswer(message, options);
  if (!isMembers(message)) return unsupported('it is neither an object nor an array');
  const data = message['data'];
  return mapStream(isMembers(data) && typeof message['stream'] === 'string' ? data : message, options);
};

const mapStream = (message: Members, { exchange = 'binance', account }: BinanceOptions): readonly MappedEvent[] | Refusal => {
  const type = message['e'];
  switch (type) {
    case 'kline': return mapKline(message, exchange);
    case 'trade': return mapTrade(message, exchange);
    case 'aggTrade': return mapAggTrade(message, { exchange });
    case 'executionReport': return account === undefined ? accountMissing : mapExecutionReport(message, exchange, account);
    case undefined: return unsupported('it names no type (e)');
    default: return unsupported(`its type is ${shown(type)}`);
  }
};

const mapAnswer = (items: readonly unknown[], options: BinanceOptions): readonly MappedEvent[] | Refusal => {
  const { exchange = 'binance', symbol, account, now } = options;
  if (Array.isArray(items[0])) return symbol === undefined ? symbolMissing : mapRestKlines(items, { exchange, symbol, now });
  const events: MappedEvent[] = [];
  for (const item of items) {
    const mapped = mapAnswered(item, exchange, account);
    if ('code' in mapped) return mapped;
    events.push(...mapped);
  }
  return events;
};

const mapAnswered = (item: unknown, exchange: string, account: string | undefined): readonly MappedEvent[] | Refusal => {
  if (!isMembers(item) || item['isBuyer'] === undefined) return unsupported('its items are neither klines nor trades of an account');
  return account === undefined ? accountMissing : mapAccountTrade(item, exchange, account);
};

const unsupported = (detail: string): Refusal => ({ code: 'EVENT_TYPE_UNKNOWN', detail: `Unsupported message: ${detail}.` });
const symbolMissing: Refusal = { code: 'EVENT_INVALID', detail: 'REST klines do not name their symbol: give it.' };
const accountMissing: Refusal = { code: 'EVENT_INVALID', detail: 'Messages of trades do not name their account: give it.' };
