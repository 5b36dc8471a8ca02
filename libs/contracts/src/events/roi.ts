import { z } from 'zod';
import { Account, Decimal, Time } from './fields.ts';

/** How sold quantity is matched with what was bought: the oldest first, the newest first, or all of it at what it cost on average. */
export const LotMethod = z.enum(['fifo', 'lifo', 'average']);
export type LotMethod = z.output<typeof LotMethod>;

/** An account’s equity and profit at a moment of event time. Profits are before fees; equity = capital + realised + unrealised − fees. */
export const RoiSnapshot = z.strictObject({
  account: Account,
  time: Time,
  method: LotMethod,
  capital: Decimal.describe('What the account began with.'),
  equity: Decimal,
  realised: Decimal,
  unrealised: Decimal,
  fees: Decimal,
  roi: Decimal.describe('equity ÷ capital − 1.'),
  fills: z.int().min(0).describe('How many fills it rests on: a point that a late fill revised rests on more.'),
});
export type RoiSnapshot = z.output<typeof RoiSnapshot>;
