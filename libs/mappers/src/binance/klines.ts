import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import type { MappedEvent } from '../events.ts';
import { intervalOfSpan, isInterval } from '../files/span.ts';
import { flag, isMembers, reading, text, whole, type Members } from './members.ts';

type CandleEvent = MappedEvent<'market.candles.v1'>;

const invalid = (detail: string): Refusal => ({ code: 'EVENT_INVALID', detail });

/** A kline of the stream. Until `k.x` it is open; each message revises the one before, so its event time is the revision. */
export const mapKline = (message: Members, exchange: string): readonly CandleEvent[] | Refusal => reading(() => {
  const kline = message['k'];
  if (!isMembers(kline)) return invalid('k is missing.');
  const interval = text(kline, 'i');
  if (!isInterval(interval)) return invalid(`k.i: ${shown(interval)} is no interval.`);
  return [{
    topic: 'market.candles.v1',
    value: {
      exchange,
      symbol: text(kline, 's'),
      interval,
      openTime: whole(kline, 't'),
      open: text(kline, 'o'),
      high: text(kline, 'h'),
      low: text(kline, 'l'),
      close: text(kline, 'c'),
      volume: text(kline, 'v'),
      quoteVolume: text(kline, 'q'),
      trades: whole(kline, 'n'),
      takerBuyVolume: text(kline, 'V'),
      takerBuyQuoteVolume: text(kline, 'Q'),
      closed: flag(kline, 'x'),
      revision: whole(message, 'E'),
    },
  }];
});

/** One kline of the REST interface; its interval is what lies between open and close time. It is taken as closed. */
const mapRestKline = (kline: readonly unknown[], exchange: string, symbol: string): CandleEvent | Refusal => reading(() => {
  const members: Members = Object.fromEntries(kline.entries());
  const span = whole(members, '6') - whole(members, '0') + 1;
  const interval = intervalOfSpan(span);
  if (interval === undefined) return invalid(`${span} ms from open to close time is no interval.`);
  return {
    topic: 'market.candles.v1',
    value: {
      exchange,
      symbol,
      interval,
      openTime: whole(members, '0'),
      open: text(members, '1'),
      high: text(members, '2'),
      low: text(members, '3'),
      close: text(members, '4'),
      volume: text(members, '5'),
      quoteVolume: text(members, '7'),
      trades: whole(members, '8'),
      takerBuyVolume: text(members, '9'),
      takerBuyQuoteVolume: text(members, '10'),
    },
  };
});

/**
 * The klines of one REST answer, for the symbol that was asked for. A kline whose close time has not passed at `now` (epoch
 * milliseconds) is open. Refused whole where one can't be read.
 */
export const mapRestKlines = (klines: readonly unknown[], { exchange, symbol, now }: RestKlines): readonly CandleEvent[] | Refusal => {
  const events: CandleEvent[] = [];
  for (const kline of klines) {
    if (!Array.isArray(kline)) return invalid('A kline is not an array.');
    const event = mapRestKline(kline, exchange, symbol);
    if ('code' in event) return event;
    const open = now !== undefined && typeof kline[6] === 'number' && kline[6] >= now;
    events.push(open ? { ...event, value: { ...event.value, closed: false, revision: now } } : event);
  }
  return events;
};

export interface RestKlines {
  readonly exchange: string;
  readonly symbol: string;
  readonly now?: number | undefined;
}
