import type { Refusal } from '@streamforge/codec/received';
import type { MappedEvent } from '../events.ts';
import { flag, id, reading, text, whole, type Members } from './members.ts';

type TradeEvent = MappedEvent<'market.trades.v1'>;

/** The maker waited; where the buyer is the maker, the taker sold. */
const takerSide = (buyerIsMaker: boolean): 'buy' | 'sell' => buyerIsMaker ? 'sell' : 'buy';

/** A single trade of the stream. */
export const mapTrade = (message: Members, exchange: string): readonly TradeEvent[] | Refusal => reading(() => [{
  topic: 'market.trades.v1',
  value: {
    exchange,
    symbol: text(message, 's'),
    id: id(message, 't'),
    time: whole(message, 'T'),
    price: text(message, 'p'),
    quantity: text(message, 'q'),
    side: takerSide(flag(message, 'm')),
  },
}]);

/** An aggregated trade, of the stream or of the REST interface, whose answers do not repeat the symbol. */
export const mapAggTrade = (message: Members, { exchange, symbol }: AggTradeDefaults): readonly TradeEvent[] | Refusal => reading(() => [{
  topic: 'market.trades.v1',
  value: {
    exchange,
    symbol: message['s'] === undefined && symbol !== undefined ? symbol : text(message, 's'),
    id: id(message, 'a'),
    time: whole(message, 'T'),
    price: text(message, 'p'),
    quantity: text(message, 'q'),
    side: takerSide(flag(message, 'm')),
    firstId: id(message, 'f'),
    lastId: id(message, 'l'),
  },
}]);

export interface AggTradeDefaults {
  readonly exchange: string;
  readonly symbol?: string | undefined;
}
