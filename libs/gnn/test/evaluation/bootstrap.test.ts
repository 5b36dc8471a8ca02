import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { drawBlocks, percentileInterval, resampledSums, runningSums, widened } from '../../src/evaluation/bootstrap.ts';
import { normalQuantile, normalShare } from '../../src/evaluation/normal.ts';

/** About normal: six uniform numbers. */
const noise = (random: () => number): number => random() + random() + random() + random() + random() + random() - 3;

describe('the normal distribution', () => {
  it('has the shares and quantiles of the tables', () => {
    expect(normalShare(0)).toBe(0.5);
    expect(normalShare(1)).toBeCloseTo(0.841344746, 9);
    expect(normalShare(-1.959963985)).toBeCloseTo(0.025, 9);
    expect([normalShare(-40), normalShare(40)]).toEqual([0, 1]);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8);
    expect(normalQuantile(0.9995)).toBeCloseTo(3.290526731, 8);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
  });
});

describe('a block bootstrap', () => {
  it('sums whole blocks, round the end to the beginning, and as many times as there are', () => {
    const draws = { times: 5, resamples: 2, confidence: 0.95, block: 2, starts: Int32Array.of(0, 4, 2, 3, 3, 1) };
    // {0, 1}, {4, 0}, {2} and {3, 4}, {3, 4}, {1}.
    expect([...resampledSums(runningSums([1, 10, 100, 1_000, 10_000]), draws)]).toEqual([11 + 10_001 + 100, 2 * 11_000 + 10]);
  });

  it('draws blocks of the cube root of the times, the same for the same seed', () => {
    const draws = drawBlocks(1_000, { seed: 4, resamples: 10 });
    expect(draws).toMatchObject({ block: 10, starts: { length: 1_000 } });
    expect(drawBlocks(1_000, { seed: 4, resamples: 10 })).toEqual(draws);
    expect(drawBlocks(1_000, { seed: 5, resamples: 10 })).not.toEqual(draws);
    expect(drawBlocks(0, { seed: 1 }).starts).toHaveLength(0);
  });

  it('holds the truth in about 95 of 100 markets, also where neighbouring times resemble each other', () => {
    let [held, naive] = [0, 0];
    for (let seed = 0; seed < 100; seed += 1) {
      const random = mulberry32(seed);
      let last = 0;
      const sums = runningSums(Array.from({ length: 300 }, () => last = 0.5 * last + noise(random)));
      const holds = (block: number): number => {
        const { low, high } = percentileInterval(resampledSums(sums, drawBlocks(300, { seed, resamples: 200, block })), 0.95) ?? { low: 1, high: 1 };
        return low <= 0 && high >= 0 ? 1 : 0;
      };
      held += holds(12);
      naive += holds(1);
    }
    expect(held).toBeGreaterThan(86);
    expect(naive).toBeLessThan(held - 8);
  });

  it('leaves out what is not defined', () => {
    expect(percentileInterval(Float64Array.of(Number.NaN, 3, 1, 2, Number.NaN), 1)).toEqual({ low: 1, high: 3 });
    expect(percentileInterval(Float64Array.of(Number.NaN), 0.95)).toBeNull();
  });

  it('widens for the configurations tried as Bonferroni has it', () => {
    const interval = { low: 0.01, high: 0.05 };
    const once = widened(0.02, interval, 0.95, 1);
    expect(once.low).toBeCloseTo(0.01, 12);
    expect(once.high).toBeCloseTo(0.05, 12);
    // z(1 − .05 / 100) / z(1 − .05 / 2) = 3.290527 / 1.959964.
    const fifty = widened(0.02, interval, 0.95, 50);
    expect(fifty.low).toBeCloseTo(0.02 - 1.678871 * 0.01, 6);
    expect(fifty.high).toBeCloseTo(0.02 + 1.678871 * 0.03, 6);
  });
});
