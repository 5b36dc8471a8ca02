/** Returns of a series of prices. Prices are floats here: returns feed numeric models, never a ledger. */

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

type Return = (previous: number, price: number) => number | undefined;

const overSeries = (prices: readonly number[], of: Return): readonly (number | undefined)[] =>
  prices.map((price, index) => of(prices[index - 1] ?? Number.NaN, price));

/** The simple return at each price; the first has none. */
export const simpleReturns = (prices: readonly number[]): readonly (number | undefined)[] => overSeries(prices, simpleReturn);

/** The log return at each price; the first has none. */
export const logReturns = (prices: readonly number[]): readonly (number | undefined)[] => overSeries(prices, logReturn);

/** Simple returns compounded so far, at each of them; an undefined return changes nothing. */
export const cumulativeReturns = (returns: readonly (number | undefined)[]): readonly number[] => {
  let growth = 1;
  return returns.map((gained = 0) => {
    growth *= 1 + gained;
    return growth - 1;
  });
};
