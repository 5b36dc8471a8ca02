import { describe, expect, it } from 'vitest';
import { cumulativeReturns, logReturn, logReturns, simpleReturn, simpleReturns } from '../src/returns.ts';

describe('returns', () => {
  it('are fractions of the price before; the first price has none', () => {
    expect(simpleReturns([100, 110, 99])).toEqual([undefined, 0.1, -0.1]);
    expect(logReturns([1, Math.E, 1])).toEqual([undefined, 1, -1]);
    expect(simpleReturns([])).toEqual([]);
  });

  it('compound to the whole gain, log returns add up to it', () => {
    const prices = [100, 120, 90, 135];
    expect(cumulativeReturns(simpleReturns(prices)).at(-1)).toBeCloseTo(0.35, 12);
    const sum = logReturns(prices).reduce<number>((total, each) => total + (each ?? 0), 0);
    expect(Math.exp(sum) - 1).toBeCloseTo(0.35, 12);
  });

  it.each([[0, 1], [1, 0], [-1, 1], [1, -1], [Number.NaN, 1], [1, Number.NaN], [5e-324, 1e308], [1, Number.POSITIVE_INFINITY]])(
    'are undefined, never NaN or infinite, from %d to %d', (previous, price) => {
      expect(simpleReturn(previous, price)).toBeUndefined();
      expect(logReturn(previous, price) ?? 0).toSatisfy(Number.isFinite);
    });
});
