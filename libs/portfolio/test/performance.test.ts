import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { performance } from '../src/performance.ts';

const year = { periodsPerYear: 252 };
const nothing = { totalReturn: null, cagr: null, volatility: null, sharpe: null, sortino: null, maxDrawdown: null, calmar: null };

describe('the measures of an equity series', () => {
  it.each([[[]], [[100]]])('of %j points are undefined', (equity) => {
    expect(performance(equity, year)).toEqual({ periods: 0, ...nothing });
  });

  it('of two points have a return and no variance', () => {
    expect(performance([100, 110], year)).toMatchObject({ periods: 1, volatility: null, sharpe: null, sortino: null, maxDrawdown: 0 });
    expect(performance([100, 110], year).totalReturn).toBeCloseTo(0.1, 12);
  });

  it('have no ratio where growth never varies, though rounding does', () => {
    const steady = Array.from({ length: 300 }, (_, at) => 100 * 1.01 ** at);
    expect(performance(steady, year)).toMatchObject({ volatility: 0, sharpe: null, sortino: null, calmar: null });
  });

  it('end with the loss of everything: no ratio outlives it', () => {
    expect(performance([100, 50, -10, 20], year)).toMatchObject({
      ...nothing, periods: 3, totalReturn: expect.closeTo(-0.8, 12) as number, maxDrawdown: expect.closeTo(-1.1, 12) as number,
    });
    expect(performance([0, 50], year)).toEqual({ periods: 1, ...nothing });
  });

  it('are null rather than infinite', () => {
    expect(performance([1, 1e300], { periodsPerYear: 525_600 })).toMatchObject({ cagr: null, calmar: null });
    expect(performance([1, Number.NaN, 2], year)).toEqual({ periods: 2, ...nothing, totalReturn: 1 });
  });

  it('do not depend on the currency', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 3, maxLength: 60 }), (equity) => {
      const [here, there] = [performance(equity, year), performance(equity.map((value) => value * 8), year)];
      for (const [name, value] of Object.entries(there)) {
        const other = here[name as keyof typeof here];
        if (value === null || other === null) expect(value, name).toBe(other);
        else expect(value, name).toBeCloseTo(other, 8);
      }
    }));
  });

  it('have a drawdown that a later peak does not forget', () => {
    expect(performance([100, 75, 200, 160], year).maxDrawdown).toBeCloseTo(-0.25, 12);
  });
});
