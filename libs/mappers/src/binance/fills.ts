import type { Refusal } from '@streamforge/codec/received';
import type { MappedEvent } from '../events.ts';
import { flag, id, reading, text, whole, type Members } from './members.ts';

type FillEvent = MappedEvent<'agent.fills.v1'>;

/** Trade ids are Binance's own per symbol, so the symbol is part of a fill's id. */
const fillId = (symbol: string, trade: string): string => `${symbol}-${trade}`;

/** An execution report of type TRADE; other reports tell of orders, not of trades. */
export const mapExecutionReport = (message: Members, exchange: string, account: string): readonly FillEvent[] | Refusal => reading(() => {
  const type = text(message, 'x');
  if (type !== 'TRADE') return { code: 'EVENT_TYPE_UNKNOWN' as const, detail: `Execution report ${type} is no trade.` };
  const symbol = text(message, 's');
  const feeAsset = message['N'];
  return [{
    topic: 'agent.fills.v1' as const,
    value: {
      id: fillId(symbol, id(message, 't')),
      account,
      exchange,
      symbol,
      side: sideOf(text(message, 'S')),
      quantity: text(message, 'l'),
      price: text(message, 'L'),
      fee: text(message, 'n'),
      ...(typeof feeAsset === 'string' && { feeAsset }),
      time: whole(message, 'T'),
    },
  }];
});

const sideOf = (side: string): 'buy' | 'sell' => side === 'BUY' ? 'buy' : 'sell';

/** One trade of an account, of the REST interface. */
export const mapAccountTrade = (trade: Members, exchange: string, account: string): readonly FillEvent[] | Refusal => reading(() => [{
  topic: 'agent.fills.v1',
  value: {
    id: fillId(text(trade, 'symbol'), id(trade, 'id')),
    account,
    exchange,
    symbol: text(trade, 'symbol'),
    side: flag(trade, 'isBuyer') ? 'buy' : 'sell',
    quantity: text(trade, 'qty'),
    price: text(trade, 'price'),
    fee: text(trade, 'commission'),
    feeAsset: text(trade, 'commissionAsset'),
    time: whole(trade, 'time'),
  },
}]);
