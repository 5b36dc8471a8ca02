/** What a trade must keep to beyond its schema. Decimals are canonical by then. */
import type { Trade } from '@streamforge/contracts/events/trade';
import { isPositive, judge, type Breach, type Rule } from './rule.ts';
import { HAS_HAPPENED, hasHappened } from './time-rules.ts';

const rule = (code: Rule<Trade>['code'], holds: Rule<Trade>['holds'], says: string, ...fields: Rule<Trade>['fields']): Rule<Trade> =>
  ({ code, holds, says, fields });

const tradeRules: readonly Rule<Trade>[] = [
  rule('TRADE_PRICE_NOT_POSITIVE', (t) => isPositive(t.price), 'price must be above zero', 'price'),
  rule('TRADE_QUANTITY_NOT_POSITIVE', (t) => isPositive(t.quantity), 'quantity must be above zero', 'quantity'),
  rule('EVENT_TIME_IN_FUTURE', (t, timestamp) => hasHappened(t.time, timestamp), `time ${HAS_HAPPENED}`, 'time'),
];

/** The first rule that a trade breaks, or undefined. `timestamp`: when it was appended to the log, in epoch milliseconds. */
export const judgeTrade = (trade: Trade, timestamp: number): Breach | undefined => judge(tradeRules, trade, timestamp);
