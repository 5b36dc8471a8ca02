import { describe, expect, it } from 'vitest';
import { computeIndicators } from '../src/indicators/compute.ts';
import { indicatorNames, indicators } from '../src/indicators/registry.ts';
import { MOST_SPECS, parseSpec, parseSpecs, signature, warmUp } from '../src/indicators/spec.ts';

describe('the specification of an indicator', () => {
  it.each([
    ['ema:20', 'ema:20'], ['ema', 'ema:20'], [' rsi:14 ', 'rsi:14'], ['macd', 'macd:12,26,9'], ['macd:5', 'macd:5,26,9'],
    ['bb:20,2.5', 'bb:20,2.5'], ['obv', 'obv'], ['sma:007', 'sma:7'], ['rv:1000', 'rv:1000'],
  ])('%j reads as %j', (text, canonical) => {
    expect(parseSpec(text).text).toBe(canonical);
  });

  it.each([
    ['', 'the indicators are'],
    ['vwap', 'the indicators are'],
    ['EMA:20', 'the indicators are'],
    ['toString', 'the indicators are'],
    ['ema:0', 'period must be a whole number from 1 to 1000'],
    ['ema:1001', 'period must be'],
    ['ema:2.5', 'whole number'],
    ['ema:', 'period must be'],
    ['ema:1e3', 'period must be'],
    ['ema:NaN', 'period must be'],
    ['ema:20,5', 'it takes 1 parameters: ema:period'],
    ['obv:1', 'it takes 0 parameters: obv'],
    ['macd:26,12,9', 'fast must be below slow'],
    ['bb:20,0', 'width must be a number from 0.1 to 10'],
    ['rv:1', 'from 2'],
    [`ema:${'9'.repeat(500)}`, 'period'],
  ])('%j is refused and told what would be right', (text, reason) => {
    const message = expect.stringContaining(reason) as string;
    expect(() => parseSpec(text)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', message }));
  });

  it('may be one of a list, in which each is kept once', () => {
    const texts = parseSpecs('ema:20,macd:12,26,9, bb:20,2,obv,ema').map(({ text }) => text);
    expect(texts).toEqual(['ema:20', 'macd:12,26,9', 'bb:20,2', 'obv']);
    expect(parseSpecs('')).toEqual([]);
    const many = Array.from({ length: MOST_SPECS + 1 }, (_, index) => `ema:${index + 1}`).join(',');
    expect(() => parseSpecs(many)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it('tells how many bars to read before a range', () => {
    expect(['sma:20', 'bb:20,2', 'rv:20', 'obv'].map((text) => warmUp(parseSpec(text)))).toEqual([19, 19, 20, 0]);
    expect(warmUp(parseSpec('ema:1'))).toBe(1);
    expect(warmUp(parseSpec('ema:20'))).toBeGreaterThan(200);
    expect(warmUp(parseSpec('macd'))).toBeGreaterThan(warmUp(parseSpec('ema:26')));
  });
});

describe('the registry of indicators', () => {
  it('has for each a sentence, defaults within bounds, and values under the outputs it names', () => {
    const bars = Array.from({ length: 60 }, (_, index) =>
      ({ interval: '1d' as const, high: `${index + 9}`, low: '1', close: `${(index % 7) + 1}`, volume: '5' }));
    for (const name of indicatorNames) {
      const { says, parameters, outputs, create } = indicators[name];
      expect(says).toMatch(/^[A-Z].*\.$/);
      for (const each of parameters) expect(each.default >= each.min && each.default <= each.max && each.says !== '').toBe(true);
      const spec = parseSpec(name);
      expect(signature(name).split(/[:,]/)).toHaveLength(parameters.length + 1);
      const columns = computeIndicators(bars, [spec]);
      expect(Object.keys(columns)).toEqual(outputs.length === 0 ? [spec.text] : outputs.map((output) => `${spec.text}.${output}`));
      for (const column of Object.values(columns)) expect(column.at(-1)).toEqual(expect.any(Number));
      expect(create([], 365)).toHaveProperty('push');
    }
  });

  it('answers with empty columns for no bars', () => {
    expect(computeIndicators([], [parseSpec('rv')])).toEqual({ 'rv:20': [] });
  });
});
