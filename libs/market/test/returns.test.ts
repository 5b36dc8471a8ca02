import { describe, expect, it } from 'vitest';
import { logReturn, simpleReturn } from '../src/returns.ts';

describe('returns', () => {
  it('are what a price gained over the one before, as a fraction and as a logarithm', () => {
    expect(simpleReturn(100, 110)).toBe(0.1);
    expect(simpleReturn(110, 99)).toBe(-0.1);
    expect(logReturn(1, Math.E)).toBe(1);
    expect(logReturn(Math.E, 1)).toBe(-1);
  });

  it('compound to the whole gain, log returns add up to it', () => {
    const steps = [[100, 120], [120, 90], [90, 135]] as const;
    const gain = steps.reduce((growth, [previous, price]) => growth * (1 + (simpleReturn(previous, price) ?? Number.NaN)), 1) - 1;
    const sum = steps.reduce((total, [previous, price]) => total + (logReturn(previous, price) ?? Number.NaN), 0);
    expect(gain).toBeCloseTo(0.35, 12);
    expect(Math.exp(sum) - 1).toBeCloseTo(0.35, 12);
  });

  it.each([[0, 1], [1, 0], [-1, 1], [1, -1], [Number.NaN, 1], [1, Number.NaN], [5e-324, 1e308], [1, Number.POSITIVE_INFINITY]])(
    'are undefined, never NaN or infinite, from %d to %d', (previous, price) => {
      expect(simpleReturn(previous, price)).toBeUndefined();
      expect(logReturn(previous, price) ?? 0).toSatisfy(Number.isFinite);
    });
});
