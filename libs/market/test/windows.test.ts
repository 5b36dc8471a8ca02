import { array, assert, double, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardReturn, windowEnds, windowVector, type WindowBar } from '../src/windows.ts';
import { linesOf, sharedText } from './shared.ts';

const MINUTE = 60_000;
const OPEN = Date.UTC(2024, 0, 1);

const barAt = (n: number, changes: Partial<WindowBar> = {}): WindowBar => ({
  openTime: OPEN + n * MINUTE, open: 100 + Math.sin(n), close: 100 + Math.sin(n + 1), volume: 5 + n % 3, ...changes,
});
const bars = (count: number, from = 0): WindowBar[] => Array.from({ length: count }, (_, n) => barAt(from + n));

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float32Array): number => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / values.length;

describe('a window', () => {
  it('is full with 32 bars and needs none before them', () => {
    expect(windowEnds('1m', bars(31))).toEqual([]);
    expect(windowEnds('1m', bars(34))).toEqual([31, 32, 33]);
  });

  it('has no gap in it', () => {
    expect(windowEnds('1m', [...bars(40), ...bars(33, 41)])).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 71, 72]);
  });

  it('is known by the returns of its closes and by its volumes, standardised', () => {
    const vector = windowVector(bars(40), 35);
    const closes = [barAt(4).open, ...bars(32, 4).map(({ close }) => close)];
    const returns = closes.slice(1).map((close, at) => Math.log(close / closes[at]!));
    const average = returns.reduce((sum, value) => sum + value, 0) / 32;
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - average) ** 2, 0) / 32);
    for (const [at, value] of returns.entries()) expect(vector[at]).toBeCloseTo((value - average) / deviation, 5);
    for (const half of [vector.subarray(0, 32), vector.subarray(32)]) {
      expect(mean(half)).toBeCloseTo(0, 5);
      expect(variance(half)).toBeCloseTo(1, 5);
    }
  });

  it('is the same at another price, another volume and another time', () => {
    const vector = windowVector(bars(32), 31);
    const scaled = bars(32).map(({ openTime, open, close, volume }) => ({ openTime: openTime + 7 * MINUTE, open: open * 1_000, close: close * 1_000, volume: volume / 64 }));
    for (const [at, value] of windowVector(scaled, 31).entries()) expect(value).toBeCloseTo(vector[at]!, 4);
  });

  it('that never moved has no variance: it is like other still ones and like nothing else', () => {
    const still = windowVector(Array.from({ length: 32 }, (_, n) => barAt(n, { open: 7.7, close: 7.7, volume: 0 })), 31);
    expect(still).toEqual(new Float32Array(64).fill(1));
    const product = windowVector(bars(32), 31).reduce((sum, value, at) => sum + value * still[at]!, 0);
    expect(product).toBeCloseTo(0, 4);
  });

  it('counts a bar without trades as the quietest that has some', () => {
    const quiet = bars(32).map((bar, n) => ({ ...bar, volume: n % 2 === 0 ? 0 : 1 + n }));
    const floored = quiet.map((bar) => ({ ...bar, volume: bar.volume || 2 }));
    expect(windowVector(quiet, 31)).toEqual(windowVector(floored, 31));
  });

  it('has a vector of finite numbers, not all zeros, whatever the bars are', () => {
    const price = double({ min: 1e-38, max: 1e38, noNaN: true });
    const volume = double({ min: 0, max: 1e38, noNaN: true });
    assert(property(array(tuple(price, price, volume), { minLength: 32, maxLength: 32 }), (given) => {
      const vector = windowVector(given.map(([open, close, traded], n) => ({ openTime: n * MINUTE, open, close, volume: traded })), 31);
      expect(vector.every(Number.isFinite)).toBe(true);
      expect(vector.some((value) => value !== 0)).toBe(true);
    }));
  });
});

describe('the forward return of a window', () => {
  it('is the log return to the close of the very next bar', () => {
    const given = bars(33);
    expect(forwardReturn('1m', given, 31)).toBeCloseTo(Math.log(given[32]!.close / given[31]!.close), 12);
  });

  it('is not known while that bar is missing', () => {
    expect(forwardReturn('1m', bars(32), 31)).toBeUndefined();
    expect(forwardReturn('1m', [...bars(32), barAt(33)], 31)).toBeUndefined();
  });
});

const panel = sharedText('data/candles/crypto_1h_panel.csv.gz');

describe.skipIf(panel === undefined)('the windows of the crypto panel', () => {
  it('are as many as its runs without a gap have', () => {
    const opens = Map.groupBy(linesOf(panel!).slice(1).map((line) => line.split(',')), ([symbol]) => symbol);
    for (const rows of opens.values()) {
      const series = rows.map(([, openTime]): WindowBar => ({ openTime: Number(openTime), open: 1, close: 1, volume: 1 }));
      const breaks = series.flatMap(({ openTime }, at) => openTime - (series[at - 1]?.openTime ?? 0) === 60 * MINUTE ? [] : [at]);
      const expected = breaks.reduce((sum, begin, at) => sum + Math.max(0, (breaks[at + 1] ?? series.length) - begin - 31), 0);
      expect(windowEnds('1h', series)).toHaveLength(expected);
    }
  });
});
