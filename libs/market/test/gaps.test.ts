import { readFileSync } from 'node:fs';
import { sharedFile } from '@streamforge/testing/shared-data';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps, GapFinder } from '../src/gaps.ts';
import { linesOf, sharedText } from './shared.ts';

const MINUTE = 60_000;
const minutes = (...at: readonly number[]): Float64Array => Float64Array.from(at, (minute) => minute * MINUTE);

describe('the gaps of a series', () => {
  it('lie between its bars, never before the first or after the last', async () => {
    expect(await findGaps([minutes(10, 11, 14), minutes(15, 20)], '1m', '24/7')).toEqual({
      bars: 5,
      first: 10 * MINUTE,
      last: 20 * MINUTE,
      gaps: 2,
      missing: 6,
      longest: 4,
      ranges: [{ from: 12 * MINUTE, to: 14 * MINUTE, missing: 2 }, { from: 16 * MINUTE, to: 20 * MINUTE, missing: 4 }],
      truncated: false,
    });
  });

  it('are none where there is no bar, or one', async () => {
    const none = { gaps: 0, missing: 0, longest: 0, ranges: [], truncated: false };
    expect(await findGaps([], '1m', '24/7')).toEqual({ bars: 0, ...none });
    expect(await findGaps([minutes(3)], '1m', '24/7')).toEqual({ bars: 1, first: 3 * MINUTE, last: 3 * MINUTE, ...none });
  });

  it('are all counted when only some are listed', async () => {
    expect(await findGaps([minutes(0, 2, 4, 6)], '1m', '24/7', 1)).toMatchObject({
      gaps: 3, missing: 3, truncated: true, ranges: [{ from: MINUTE, to: 2 * MINUTE, missing: 1 }],
    });
  });

  it('leave out weekends where the calendar does, and take a bar at the weekend as it comes', async () => {
    const days = (...dates: readonly number[]): Float64Array => Float64Array.from(dates, (date) => Date.UTC(2026, 1, date));
    expect(await findGaps([days(5, 6, 9, 10)], '1d', 'weekdays')).toMatchObject({ gaps: 0 });
    expect(await findGaps([days(5, 9, 11)], '1d', 'weekdays')).toMatchObject({
      gaps: 2, missing: 2, ranges: [{ from: Date.UTC(2026, 1, 6), to: Date.UTC(2026, 1, 9), missing: 1 }, { missing: 1 }],
    });
    expect(await findGaps([days(6, 7, 9)], '1d', 'weekdays')).toMatchObject({ bars: 3, gaps: 0 });
    expect(await findGaps([days(5, 6, 9, 10)], '1d', '24/7')).toMatchObject({ gaps: 1, missing: 2 });
  });

  it('count whole months', async () => {
    const months = Float64Array.from([0, 1, 4], (month) => Date.UTC(2026, month, 1));
    expect(await findGaps([months], '1M', '24/7')).toMatchObject({ gaps: 1, missing: 2 });
  });

  it('do not depend on how the open times are paged', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(200), { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (opens, size) => {
      const sorted = minutes(...opens.toSorted((a, b) => a - b));
      const [whole, paged] = [new GapFinder('1m', '24/7'), new GapFinder('1m', '24/7')];
      whole.push(sorted);
      for (let start = 0; start < sorted.length; start += size) paged.push(sorted.subarray(start, start + size));
      expect(paged.finish()).toEqual(whole.finish());
      const spanned = Math.max(...opens) - Math.min(...opens) + 1;
      expect(whole.finish().missing).toBe(spanned - opens.length);
    }));
  });

  it('count a bar once that is named twice, and refuse times that go back', () => {
    const finder = new GapFinder('1m', '24/7');
    finder.push(minutes(1, 2, 2, 3));
    expect(finder.finish()).toMatchObject({ bars: 3, gaps: 0 });
    expect(() => finder.push(minutes(2))).toThrow(RangeError);
  });

  it('are those of the real gappy series', async ({ skip }) => {
    const text = sharedText('data/candles/dirty_gappy_1m_UNITTEST_BTC.json.gz');
    const expectation = sharedFile('data/candles/dirty_gappy_1m_UNITTEST_BTC.expected.json');
    if (text === undefined || expectation === undefined) return skip();
    const expected = JSON.parse(readFileSync(expectation, 'utf8')) as Record<string, number>;
    const rows = JSON.parse(text) as readonly (readonly number[])[];
    const report = await findGaps([Float64Array.from(rows, ([time = 0]) => time)], '1m', '24/7');
    expect(report).toMatchObject({
      bars: expected['rows'],
      first: expected['first_ms'],
      last: expected['last_ms'],
      gaps: expected['gaps'],
      missing: expected['missing_minutes'],
      // The expectation counts minutes from the bar before the gap to the bar after it: one more than are missing.
      longest: (expected['longest_gap_minutes'] ?? 0) - 1,
      truncated: false,
    });
  });

  it('are those of each series of the hourly panel', async ({ skip }) => {
    const text = sharedText('data/candles/crypto_1h_panel.csv.gz');
    const expectation = sharedFile('data/candles/quality_expected.json');
    if (text === undefined || expectation === undefined) return skip();
    const opens = new Map<string, number[]>();
    for (const line of linesOf(text).slice(1)) {
      const [symbol = '', openTime] = line.split(',');
      const times = opens.get(symbol) ?? [];
      opens.set(symbol, times);
      times.push(Number(openTime));
    }
    const files = JSON.parse(readFileSync(expectation, 'utf8')) as Record<string, Record<string, Record<string, number>>>;
    const expected = files['crypto_1h_panel.csv.gz'] ?? {};
    expect([...opens.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [symbol, times] of opens) {
      const report = await findGaps([Float64Array.from(times)], '1h', '24/7');
      const wanted = expected[symbol] ?? {};
      expect(report).toMatchObject({ bars: wanted['rows'], gaps: wanted['gaps'], missing: wanted['missing_bars'] });
    }
  });
});
