/** What a fill must keep to beyond its schema, and what its fee is worth. Decimals are canonical by then. */
import type { Fill } from '@streamforge/contracts/events/agent';
import { isPositive, judge, type Breach, type Rule } from '@streamforge/market/rule';
import { HAS_HAPPENED, hasHappened } from '@streamforge/market/time-rules';
import { money, product, textOf } from '@streamforge/portfolio/money';

const rule = (code: Rule<Fill>['code'], holds: Rule<Fill>['holds'], says: string, ...fields: Rule<Fill>['fields']): Rule<Fill> =>
  ({ code, holds, says, fields });

/** So that amounts are exact: a price × a quantity has at most 36 digits after the point and 30 before it. */
const EXACT = /^-?\d{1,15}(?:\.\d{1,18})?$/;
const isExact = ({ price, quantity, fee }: Fill): boolean => EXACT.test(price) && EXACT.test(quantity) && EXACT.test(fee);

/**
 * What the fee is charged in, told by how the symbol is spelled: BTC is the base of BTCUSDT, USDT its quote. A declaration of the asset would
 * know, but it may come later than the fill, and a verdict does not depend on when it is given. Undefined: neither.
 */
const feeSide = ({ symbol, feeAsset }: Fill): 'quote' | 'base' | undefined => {
  if (feeAsset === undefined || (symbol !== feeAsset && symbol.endsWith(feeAsset))) return 'quote';
  return symbol.startsWith(feeAsset) ? 'base' : undefined;
};

const fillRules: readonly Rule<Fill>[] = [
  rule('FILL_PRICE_NOT_POSITIVE', (f) => isPositive(f.price), 'price must be above zero', 'price'),
  rule('FILL_QUANTITY_NOT_POSITIVE', (f) => isPositive(f.quantity), 'quantity must be above zero', 'quantity'),
  rule('FILL_NOT_EXACT', isExact, 'price, quantity and fee must have at most 15 digits before the point and 18 after it', 'price', 'quantity', 'fee'),
  rule('FEE_ASSET_UNKNOWN', (f) => f.fee === '0' || feeSide(f) !== undefined, 'the fee must be in the quote or the base asset', 'feeAsset', 'symbol'),
  rule('EVENT_TIME_IN_FUTURE', (f, timestamp) => hasHappened(f.time, timestamp), `time ${HAS_HAPPENED}`, 'time'),
];

/** The first rule that a fill breaks, or undefined. `timestamp`: when it was appended to the log, in epoch milliseconds. */
export const judgeFill = (fill: Fill, timestamp: number): Breach | undefined => judge(fillRules, fill, timestamp);

/** The fee in the quote asset: one in the base asset is worth what the fill paid for it. */
export const feeInQuote = (fill: Fill): string =>
  (feeSide(fill) === 'base' ? textOf(product(money(fill.fee), money(fill.price))) : fill.fee);
