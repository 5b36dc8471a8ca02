import { describe, expect, it } from 'vitest';
import { leadLagSeries, leadLagV1 } from '../src/lead-lag.ts';

describe('LeadLag-v1', () => {
  const market = leadLagV1();
  const movement = (bar: number, asset: number): number => market.movements[bar * market.assets + asset] ?? Number.NaN;

  it('has the check values of its definition', () => {
    expect(market.leadersOf[16]).toEqual([0, 5, 11]);
    expect(movement(0, 0)).toBeCloseTo(-0.77396306, 8);
    // The definition gives this figure in single precision; the double is 0.49133835.
    expect(Math.fround(movement(2_999, 63)).toFixed(8)).toBe('0.49133834');
    expect(market.movements.reduce((sum, one) => sum + one, 0)).toBeCloseTo(243.515882, 6);
  });

  it('gives each follower three leaders, and leaders none', () => {
    expect(market.leadersOf.map((leaders) => leaders.length)).toEqual(Array.from({ length: 64 }, (_, asset) => asset < 16 ? 0 : 3));
    for (const leaders of market.leadersOf) expect(new Set(leaders).size).toBe(leaders.length);
    expect(market.leadersOf.flat().every((leader) => leader >= 0 && leader < 16)).toBe(true);
  });

  it('has movements of unit variance', () => {
    const variance = market.movements.reduce((sum, one) => sum + one * one, 0) / market.movements.length;
    expect(variance).toBeCloseTo(1, 1);
  });

  it('has closes that are the product of its returns', () => {
    const asset = 20;
    let close = 1;
    for (let bar = 0; bar < market.bars; bar += 1) close *= Math.exp(0.01 * movement(bar, asset));
    expect(market.closes[(market.bars - 1) * market.assets + asset]).toBeCloseTo(close, 9);
    expect(market.closes[asset]).toBeCloseTo(Math.exp(0.01 * movement(0, asset)), 12);
  });

  it('is given as series, from the bar before the first', () => {
    const series = leadLagSeries(market, 1_000, 60);
    expect(series.map(({ symbol }) => symbol)).toEqual(series.map(({ symbol }) => symbol).toSorted());
    const of20 = series[20];
    expect(of20?.openTimes.slice(0, 2)).toEqual([940, 1_000]);
    expect(of20?.closes[0]).toBe(1);
    expect(Math.log((of20?.closes[2_001] ?? 0) / (of20?.closes[2_000] ?? 0))).toBeCloseTo(0.01 * movement(2_000, 20), 12);
  });
});
