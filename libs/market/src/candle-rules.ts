/** What a candle must keep to beyond its schema. Decimals are canonical by then. */
import { compareDecimals } from '@streamforge/contracts/decimal';
import type { Candle } from '@streamforge/contracts/events/candle';
import { opensOn } from './interval.ts';
import { isNegative, isPositive, judge, type Breach, type Rule } from './rule.ts';
import { HAS_HAPPENED, hasHappened } from './time-rules.ts';

type CandleRule = Rule<Candle>;
const rule = (code: CandleRule['code'], holds: CandleRule['holds'], says: string, ...fields: CandleRule['fields']): CandleRule =>
  ({ code, holds, says, fields });

const atLeast = (a: string, b: string): boolean => compareDecimals(a, b) >= 0;
const within = (price: string, { low, high }: Candle): boolean => atLeast(price, low) && atLeast(high, price);

const candleRules: readonly CandleRule[] = [
  rule('CANDLE_PRICE_NOT_POSITIVE', (c) => isPositive(c.open), 'open must be above zero', 'open'),
  rule('CANDLE_PRICE_NOT_POSITIVE', (c) => isPositive(c.high), 'high must be above zero', 'high'),
  rule('CANDLE_PRICE_NOT_POSITIVE', (c) => isPositive(c.low), 'low must be above zero', 'low'),
  rule('CANDLE_PRICE_NOT_POSITIVE', (c) => isPositive(c.close), 'close must be above zero', 'close'),
  rule('CANDLE_VOLUME_NEGATIVE', (c) => !isNegative(c.volume), 'volume must not be negative', 'volume'),
  rule('CANDLE_VOLUME_NEGATIVE', (c) => !isNegative(c.quoteVolume), 'quoteVolume must not be negative', 'quoteVolume'),
  rule('CANDLE_VOLUME_NEGATIVE', (c) => !isNegative(c.takerBuyVolume), 'taker volume must not be negative', 'takerBuyVolume'),
  rule('CANDLE_VOLUME_NEGATIVE', (c) => !isNegative(c.takerBuyQuoteVolume), 'taker volume must not be negative', 'takerBuyQuoteVolume'),
  rule('CANDLE_HIGH_BELOW_LOW', (c) => atLeast(c.high, c.low), 'high must be at least low', 'high', 'low'),
  rule('CANDLE_OPEN_OUTSIDE_RANGE', (c) => within(c.open, c), 'open must lie between low and high', 'open', 'low', 'high'),
  rule('CANDLE_CLOSE_OUTSIDE_RANGE', (c) => within(c.close, c), 'close must lie between low and high', 'close', 'low', 'high'),
  rule('CANDLE_TIME_NOT_ALIGNED', (c) => opensOn(c.interval, c.openTime), 'openTime must start an interval', 'openTime', 'interval'),
  rule('EVENT_TIME_IN_FUTURE', (c, timestamp) => hasHappened(c.openTime, timestamp), `openTime ${HAS_HAPPENED}`, 'openTime'),
];

/** The first rule that a candle breaks, or undefined. `timestamp`: when it was appended to the log, in epoch milliseconds. */
export const judgeCandle = (candle: Candle, timestamp: number): Breach | undefined => judge(candleRules, candle, timestamp);
