/** Returns from one price to the next. Prices are floats here: returns feed numeric models, never a ledger. */

/** What a price gained over the one before, as a fraction: 0.01 is one per cent. Undefined when either is not a positive number. */
export const simpleReturn = (previous: number, price: number): number | undefined => bothPositive(previous, price)
  ? finite((price - previous) / previous)
  : undefined;

/** Natural logarithm of the ratio of two prices; log returns add up over time. Undefined when either is not a positive number. */
export const logReturn = (previous: number, price: number): number | undefined => bothPositive(previous, price)
  ? finite(Math.log(price / previous))
  : undefined;

const bothPositive = (a: number, b: number): boolean => a > 0 && b > 0;
const finite = (value: number): number | undefined => Number.isFinite(value) ? value : undefined;
