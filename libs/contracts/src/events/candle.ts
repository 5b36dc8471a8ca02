import { z } from 'zod';
import { Decimal, Exchange, IntervalName, Revision, Symbol, Time } from './fields.ts';

/** An OHLCV candle as its source published it. Unknown fields are refused: a misspelt `volme` must not become a zero volume. */
export const Candle = z.strictObject({
  exchange: Exchange,
  symbol: Symbol,
  interval: IntervalName,
  openTime: Time.describe('First millisecond of the candle.'),
  open: Decimal,
  high: Decimal,
  low: Decimal,
  close: Decimal,
  volume: Decimal.describe('Traded quantity in the base asset.'),
  /** Optional: many sources publish OHLCV only. */
  quoteVolume: Decimal.optional().describe('Traded value in the quote asset.'),
  /** Optional: many sources publish OHLCV only. */
  trades: z.int().min(0).optional().describe('Number of trades.'),
  /** Optional: published by Binance and few others. */
  takerBuyVolume: Decimal.optional(),
  /** Optional: published by Binance and few others. */
  takerBuyQuoteVolume: Decimal.optional(),
  /** Optional: files hold finished candles, so absent means closed. */
  closed: z.boolean().default(true).describe('False while the candle may still change.'),
  /** Optional: a source that never corrects needs none. */
  revision: Revision.default(0).describe('The higher one stands, whichever comes first; of two bodies with the same one the body decides, so say a higher one to correct.'),
});

/** A candle after validation: decimals canonical, defaults filled in. */
export type Candle = z.output<typeof Candle>;
/** A candle as a producer may write it. */
export type CandleInput = z.input<typeof Candle>;
