import { z } from 'zod';
import { Account, Decimal, Exchange, Id, Side, Symbol, Time } from './fields.ts';

/** A trade that an agent’s account really made. */
export const Fill = z.strictObject({
  id: Id,
  account: Account,
  exchange: Exchange.default('local'),
  symbol: Symbol,
  side: Side,
  quantity: Decimal,
  price: Decimal,
  fee: Decimal.default('0'),
  /** Optional: absent means the quote asset. */
  feeAsset: Symbol.optional(),
  time: Time,
});
export type Fill = z.output<typeof Fill>;

/** A decision of an agent, recorded beside its fills: what it wanted and why. */
export const Action = z.strictObject({
  id: Id,
  account: Account,
  type: z.enum(['open', 'close', 'increase', 'reduce', 'hold', 'cancel']),
  exchange: Exchange.default('local'),
  symbol: Symbol,
  time: Time,
  /** Optional: a model-free agent has none. */
  model: z.string().max(200).optional(),
  reason: z.string().max(4_000).default(''),
});
export type Action = z.output<typeof Action>;
