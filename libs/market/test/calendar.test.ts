import { intervals } from '@streamforge/contracts/interval';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedBetween, isExpected, nextExpected } from '../src/calendar.ts';
import { nextOpen, openOf } from '../src/interval.ts';

const at = (text: string): number => Date.parse(text);
const friday = at('2026-02-06T00:00:00Z');
const monday = at('2026-02-09T00:00:00Z');

describe('a calendar', () => {
  it('expects nothing of an equity at the weekend', () => {
    expect(nextExpected('weekdays', '1d', friday)).toBe(monday);
    expect(nextExpected('weekdays', '1h', at('2026-02-06T23:00:00Z'))).toBe(monday);
    expect(isExpected('weekdays', '1d', at('2026-02-07T00:00:00Z'))).toBe(false);
    expect(isExpected('weekdays', '1m', at('2026-02-08T23:59:00Z'))).toBe(false);
    expect(expectedBetween('weekdays', '1d', friday, monday)).toBe(1);
    expect(expectedBetween('weekdays', '1h', friday, monday + 1)).toBe(25);
  });

  it('expects every bar of what trades around the clock', () => {
    expect(nextExpected('24/7', '1d', friday)).toBe(at('2026-02-07T00:00:00Z'));
    expect(expectedBetween('24/7', '1d', friday, monday)).toBe(3);
    expect(isExpected('24/7', '1d', at('2026-02-07T00:00:00Z'))).toBe(true);
  });

  it('expects every bar that is longer than a weekend', () => {
    for (const interval of ['3d', '1w', '1M'] as const) {
      const open = openOf(interval, friday);
      expect(nextExpected('weekdays', interval, open)).toBe(nextOpen(interval, open));
      expect(expectedBetween('weekdays', interval, open, nextOpen(interval, open))).toBe(1);
    }
  });

  it('expects nothing of an empty or a reversed range', () => {
    expect(expectedBetween('weekdays', '1d', monday, monday)).toBe(0);
    expect(expectedBetween('weekdays', '1d', monday, friday)).toBe(0);
  });

  it('counts as many bars as one walks through', () => {
    const slow = intervals.filter((interval) => interval !== '1s' && interval !== '1m');
    const time = fc.integer({ min: Date.UTC(1969, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(fc.property(fc.constantFrom('24/7' as const, 'weekdays' as const), fc.constantFrom(...slow), time, fc.nat(20 * 86_400_000),
      (calendar, interval, from, length) => {
        let walked = 0;
        let open = openOf(interval, from);
        if (open < from || !isExpected(calendar, interval, open)) open = nextExpected(calendar, interval, open);
        for (; open < from + length; open = nextExpected(calendar, interval, open)) walked += 1;
        expect(expectedBetween(calendar, interval, from, from + length)).toBe(walked);
      }), { numRuns: 60 });
  });
});
