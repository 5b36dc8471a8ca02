import { z } from 'zod';
import { Exchange, IntervalName, Symbol, Time } from './fields.ts';

/** When an asset trades. Exchange calendars come with a later contract version; weekdays is Monday to Friday, UTC. */
export const CalendarName = z.enum(['24/7', 'weekdays']);
export type CalendarName = z.output<typeof CalendarName>;

/** A relation that a producer declares, such as membership of an index or a derivative of another asset. */
export const DeclaredRelation = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, at most 32'),
  exchange: Exchange,
  symbol: Symbol,
});

/** An asset as declared. Without a declaration a symbol becomes a provisional asset that trades around the clock. */
export const Asset = z.strictObject({
  exchange: Exchange,
  symbol: Symbol,
  name: z.string().min(1).max(200).optional(),
  kind: z.enum(['pair', 'equity', 'index', 'future', 'other']).default('other'),
  /** Optional: only pairs have one. */
  base: Symbol.optional(),
  /** Optional: only pairs have one. */
  quote: Symbol.optional(),
  /** Optional: equities have one, most pairs do not. */
  sector: z.string().min(1).max(100).optional(),
  calendar: CalendarName.default('24/7'),
  candlesFromTrades: z.array(IntervalName).max(16).default([]).describe('Intervals at which bars are built from trades.'),
  relations: z.array(DeclaredRelation).max(200).default([]),
  provisional: z.boolean().default(false).describe('True when the platform made it up for an undeclared symbol.'),
  simulated: z.boolean().default(false).describe('True for the demo market.'),
  /** Optional: without it the event’s ce_time is its version. */
  updatedAt: Time.optional(),
});
export type Asset = z.output<typeof Asset>;
export type AssetInput = z.input<typeof Asset>;
