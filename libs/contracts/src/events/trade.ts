import { z } from 'zod';
import { Decimal, Exchange, Id, Side, Symbol, Time } from './fields.ts';

/** One trade, or one aggregated trade, on a venue. The first with an id stands; another body under that id is a conflict. */
export const Trade = z.strictObject({
  exchange: Exchange,
  symbol: Symbol,
  id: Id,
  time: Time,
  price: Decimal,
  quantity: Decimal,
  /** Optional: some venues do not tell who took. */
  side: Side.optional().describe('Side of the taker.'),
  /** Optional: only aggregated trades span several ids. */
  firstId: Id.optional(),
  /** Optional: only aggregated trades span several ids. */
  lastId: Id.optional(),
});
export type Trade = z.output<typeof Trade>;
export type TradeInput = z.input<typeof Trade>;
