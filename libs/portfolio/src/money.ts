/** Arithmetic on decimals as text: exact, but where a comment names a rounding. */
import { canonicalDecimal, MAX_DECIMAL_DIGITS } from '@streamforge/contracts/decimal';
import { TerminalError } from '@streamforge/contracts/errors';
import { Big } from 'big.js';

const HALF_EVEN = 2;
/** Digits after the point that a quotient is rounded to. */
const QUOTIENT_DIGITS = 18;

/** A number type of our own: divisions round half-even at 1e-18, whatever others set on theirs. */
const Money = Big();
Money.DP = QUOTIENT_DIGITS;
Money.RM = HALF_EVEN;

export type Money = Big;

/** Reads decimal text; throws for anything else. */
export const money = (text: string): Money => new Money(text);

export const ZERO = money('0');

/**
 * The canonical text of an amount, rounded half-even at 1e-38, which only products of very long prices and quantities need.
 * Throws DECIMAL_INVALID when it has more than 38 digits before the point.
 */
export const textOf = (amount: Money): string => {
  const text = canonicalDecimal(amount.round(MAX_DECIMAL_DIGITS, HALF_EVEN).toFixed());
  if (text === null) throw new TerminalError('DECIMAL_INVALID', `an amount has more than ${MAX_DECIMAL_DIGITS} digits before the point`);
  return text;
};

/** The product as an amount that `textOf` gives back unchanged: rounded half-even at 1e-38. */
export const product = (a: Money, b: Money): Money => a.times(b).round(MAX_DECIMAL_DIGITS, HALF_EVEN);

/** `part` of `whole`’s share of an amount, rounded half-even at 1e-18; the whole takes all of it, so that no remainder is left over. */
export const share = (amount: Money, part: Money, whole: Money): Money => part.eq(whole) ? amount : amount.times(part).div(whole);

/** a ÷ b, rounded half-even at 1e-18; null where b is zero. */
export const ratio = (a: Money, b: Money): string | null => b.eq(ZERO) ? null : textOf(a.div(b));
