/** Keeps numbers that a double can't hold, as text: no digit a producer wrote is lost on the way to a decimal. */
import { canonicalDecimal } from '@streamforge/contracts/decimal';

const LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * The value of a JSON number: the double when it says the same as the literal, otherwise the literal as text, in its canonical
 * spelling where it has one. Integers beyond ±(2^53 - 1) are always text, since arithmetic with them is not exact.
 * `9007199254740993` → `'9007199254740993'`, `0.30000000000000004` → itself, `1e999` → null (no double comes near it).
 */
export const exactNumber = (double: number, literal: string): number | string | null => {
  if (!Number.isFinite(double)) return null;
  const unsafe = Number.isInteger(double) && !Number.isSafeInteger(double);
  if (!unsafe && digitsOf(literal) === digitsOf(String(double))) return double;
  return canonicalDecimal(literal) ?? literal;
};

/** One spelling per number: sign, digits without outer zeros, power of ten. */
const digitsOf = (literal: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = LITERAL.exec(literal) ?? [];
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(exponent) - fraction.length + significant.length - digits.length}`;
};
