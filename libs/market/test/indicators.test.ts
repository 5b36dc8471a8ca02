import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numericBar, valuesOver, type Indicator, type IndicatorValue, type NumericBar } from '../src/indicators/indicator.ts';
import { definitionOf, parseSpec, warmUp, type IndicatorSpec } from '../src/indicators/spec.ts';
import { computeIndicators } from '../src/indicators/compute.ts';
import { rsi } from '../src/indicators/rsi.ts';
import { realisedVolatility } from '../src/indicators/realised-volatility.ts';
import { logReturn } from '../src/returns.ts';
import { sharedText } from './shared.ts';

interface Reference {
  readonly bars: readonly { readonly high: string; readonly low: string; readonly close: string; readonly volume: string }[];
  readonly expected: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The reference's name of each column. */
const columns = {
  ema_12: 'ema:12',
  ema_20: 'ema:20',
  ema_26: 'ema:26',
  ema_50: 'ema:50',
  sma_20: 'sma:20',
  rsi_14: 'rsi:14',
  macd: 'macd:12,26,9.macd',
  macd_signal: 'macd:12,26,9.signal',
  macd_hist: 'macd:12,26,9.histogram',
  atr_14: 'atr:14',
  bb_upper: 'bb:20,2.upper',
  bb_lower: 'bb:20,2.lower',
  obv: 'obv',
  realised_vol_20: 'rv:20',
} as const;

const specs = ['ema:12', 'ema', 'ema:26', 'ema:50', 'sma', 'rsi', 'macd', 'atr', 'bb', 'obv', 'rv'].map(parseSpec);

/** All but on-balance volume, whose level is that of its start. */
const forgetful = specs.filter(({ name }) => name !== 'obv');

/** Largest difference relative to the value, or to `scale` where the value is a small difference of large ones. */
const largestDifference = (ours: readonly (number | null)[], wanted: readonly (number | null)[], scale = 0): number =>
  Math.max(...wanted.map((value, index) => {
    const own = ours[index] ?? null;
    if (value === null || own === null) return value === own ? 0 : Number.POSITIVE_INFINITY;
    return Math.abs(own - value) / Math.max(Math.abs(value), scale, Number.MIN_VALUE);
  }));

describe.each([['btcusdt_1h_1000', '1h'], ['ltcusdt_1m_1000', '1m']] as const)('over the reference bars of %s', (name, interval) => {
  const text = sharedText(`data/indicators/${name}.json.gz`);
  const { bars, expected } = JSON.parse(text ?? '{"bars":[],"expected":{}}') as Reference;

  it.skipIf(text === undefined).each(Object.entries(columns))('%s is what TA-Lib computes, from the same bar on', (reference, column) => {
    const ours = computeIndicators(bars.map((bar) => ({ ...bar, interval })), specs)[column] ?? [];
    expect(ours).toHaveLength(1_000);
    expect(largestDifference(ours, expected[reference] ?? [])).toBeLessThan(1e-9);
  });

  it.skipIf(text === undefined)('log returns are those of the reference', () => {
    const closes = bars.map(({ close }) => Number(close));
    const ours = closes.map((close, at) => logReturn(closes[at - 1] ?? Number.NaN, close) ?? null);
    expect(largestDifference(ours, expected['log_return'] ?? [])).toBeLessThan(1e-9);
  });

  it.skipIf(text === undefined).each(forgetful)('$text no longer depends on the start after its warm-up', (spec) => {
    const numeric = bars.map(numericBar);
    const start = 100;
    const whole = numbers(valuesOver(fresh(spec), numeric)).slice(start + warmUp(spec));
    const later = numbers(valuesOver(fresh(spec), numeric.slice(start))).slice(warmUp(spec));
    expect(later.length).toBeGreaterThan(100);
    later.forEach((row, index) => expect(largestDifference(row, whole[index] ?? [], spec.name === 'macd' ? 1 : 0)).toBeLessThan(1e-9));
  });
});

const fresh = ({ name, parameters }: IndicatorSpec): Indicator<IndicatorValue> => definitionOf({ name }).create(parameters, 365);

const numbers = (values: readonly (IndicatorValue | undefined)[]): readonly (readonly (number | null)[])[] => values.map((value) => {
  if (value === undefined) return [null];
  return typeof value === 'number' ? [value] : Object.values(value);
});

const price = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const volume = fc.double({ min: 0, max: 1e9, noNaN: true });
const anyBar: fc.Arbitrary<NumericBar> = fc.record({ high: price, low: price, close: price, volume });
const anyNumber = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY));
const wildBar: fc.Arbitrary<NumericBar> = fc.record({ high: anyNumber, low: anyNumber, close: anyNumber, volume: anyNumber });
const small = ['sma:3', 'ema:3', 'rsi:3', 'macd:2,4,3', 'atr:3', 'bb:3,2', 'obv', 'rv:3'].map(parseSpec);

describe.each(small)('$text', (spec) => {
  it('gives the same numbers bar by bar as over the whole series, however the series is cut', () => {
    fc.assert(fc.property(fc.array(anyBar, { maxLength: 40 }), fc.nat(40), (bars, cut) => {
      const one = fresh(spec);
      const parts = [...valuesOver(one, bars.slice(0, cut)), ...bars.slice(cut).map((bar) => one.push(bar))];
      expect(parts).toEqual(valuesOver(fresh(spec), bars));
    }));
  });

  it('never answers with NaN or an infinity, whatever it is fed', () => {
    fc.assert(fc.property(fc.array(wildBar, { maxLength: 30 }), (bars) => {
      for (const row of numbers(valuesOver(fresh(spec), bars))) {
        for (const value of row) expect(value ?? 0).toSatisfy(Number.isFinite);
      }
    }));
  });

  it('recovers from a bar that is not all numbers as if it had not been there', () => {
    const bars = Array.from({ length: 20 }, (_, index): NumericBar =>
      ({ high: 12 + index, low: 9, close: 10 + (index % 3), volume: index }));
    const broken: NumericBar = { high: Number.NaN, low: 1, close: 1, volume: 1 };
    const values = valuesOver(fresh(spec), [...bars.slice(0, 7), broken, ...bars.slice(7)]);
    expect(values[7]).toBeUndefined();
    expect(values.toSpliced(7, 1)).toEqual(valuesOver(fresh(spec), bars));
  });
});

describe('a series that stands still', () => {
  const still = Array.from({ length: 60 }, () => ({ interval: '1h' as const, high: '0.1', low: '0.1', close: '0.1', volume: '0' }));
  const last = Object.fromEntries(Object.entries(computeIndicators(still, specs)).map(([name, values]) => [name, values.at(-1)]));

  it('has its price as every average, no range, no deviation, no balance, and a strength that is neutral', () => {
    expect(last).toEqual({
      'ema:12': 0.1, 'ema:20': 0.1, 'ema:26': 0.1, 'ema:50': 0.1, 'sma:20': 0.1, 'rsi:14': 50, 'atr:14': 0, obv: 0, 'rv:20': 0,
      'bb:20,2.upper': 0.1, 'bb:20,2.middle': 0.1, 'bb:20,2.lower': 0.1,
      'macd:12,26,9.macd': 0, 'macd:12,26,9.signal': 0, 'macd:12,26,9.histogram': 0,
    });
  });
});

describe('an indicator', () => {
  it('of strength is 100 when the price only rises, and 0 when it only falls', () => {
    const rising = Array.from({ length: 10 }, (_, index): NumericBar => ({ high: 1, low: 1, close: 100 + index, volume: 1 }));
    expect(valuesOver(rsi(3), rising).at(-1)).toBe(100);
    expect(valuesOver(rsi(3), rising.toReversed()).at(-1)).toBe(0);
  });

  it('of volatility starts anew after a price without a return', () => {
    const closes = [1, 2, 3, 5, 0, 1, 2, 4];
    const values = valuesOver(realisedVolatility(2, 1), closes.map((close) => ({ high: 1, low: 1, close, volume: 1 })));
    expect(values.map((value) => value !== undefined)).toEqual([false, false, true, true, false, false, false, true]);
  });
});
