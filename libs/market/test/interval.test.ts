import { intervals } from '@streamforge/contracts/interval';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateLength, barsBetween, barsPerYear, closeTime, nextOpen, openOf, opensOn, ordinalOf } from '../src/interval.ts';

const at = (text: string): number => Date.parse(text);
const anyInterval = fc.constantFrom(...intervals);
const anyTime = fc.integer({ min: Date.UTC(1960, 0, 1), max: Date.UTC(2200, 0, 1) });

describe('an interval', () => {
  it.each([
    ['1s', '2026-02-03T04:05:06.789Z', '2026-02-03T04:05:06Z'],
    ['1m', '2026-02-03T04:05:06.789Z', '2026-02-03T04:05:00Z'],
    ['3m', '2026-02-03T04:05:06.789Z', '2026-02-03T04:03:00Z'],
    ['5m', '2026-02-03T04:05:06.789Z', '2026-02-03T04:05:00Z'],
    ['15m', '2026-02-03T04:50:06.789Z', '2026-02-03T04:45:00Z'],
    ['30m', '2026-02-03T04:05:06.789Z', '2026-02-03T04:00:00Z'],
    ['1h', '2026-02-03T04:05:06.789Z', '2026-02-03T04:00:00Z'],
    ['2h', '2026-02-03T05:05:06.789Z', '2026-02-03T04:00:00Z'],
    ['4h', '2026-02-03T07:05:06.789Z', '2026-02-03T04:00:00Z'],
    ['6h', '2026-02-03T07:05:06.789Z', '2026-02-03T06:00:00Z'],
    ['8h', '2026-02-03T07:05:06.789Z', '2026-02-03T00:00:00Z'],
    ['12h', '2026-02-03T14:05:06.789Z', '2026-02-03T12:00:00Z'],
    ['1d', '2026-02-03T04:05:06.789Z', '2026-02-03T00:00:00Z'],
    ['3d', '1970-01-06T23:59:59.999Z', '1970-01-04T00:00:00Z'],
    ['1w', '2026-02-01T23:59:59.999Z', '2026-01-26T00:00:00Z'],
    ['1w', '2026-02-02T00:00:00Z', '2026-02-02T00:00:00Z'],
    ['1M', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00Z'],
    ['1M', '1969-12-31T23:59:59.999Z', '1969-12-01T00:00:00Z'],
  ] as const)('%s that holds %s opens at %s', (interval, moment, open) => {
    expect(new Date(openOf(interval, at(moment)))).toEqual(new Date(open));
  });

  it('opens weeks on Mondays and months on the first, across leap years and year ends', () => {
    expect(nextOpen('1M', at('2024-02-01T00:00:00Z'))).toBe(at('2024-03-01T00:00:00Z'));
    expect(nextOpen('1M', at('2025-12-01T00:00:00Z'))).toBe(at('2026-01-01T00:00:00Z'));
    expect(closeTime('1M', at('2023-02-01T00:00:00Z'))).toBe(at('2023-02-28T23:59:59.999Z'));
    expect(new Date(nextOpen('1w', at('2025-12-31T12:00:00Z'))).getUTCDay()).toBe(1);
    expect(opensOn('1w', at('2026-02-02T00:00:00Z'))).toBe(true);
    expect(opensOn('1w', at('2026-02-01T00:00:00Z'))).toBe(false);
  });

  it('holds every moment exactly once', () => {
    fc.assert(fc.property(anyInterval, anyTime, (interval, moment) => {
      const open = openOf(interval, moment);
      expect(open).toBeLessThanOrEqual(moment);
      expect(nextOpen(interval, open)).toBeGreaterThan(moment);
      expect(openOf(interval, closeTime(interval, open))).toBe(open);
      expect(opensOn(interval, open)).toBe(true);
      expect(opensOn(interval, open + 1)).toBe(false);
      expect(ordinalOf(interval, nextOpen(interval, open))).toBe(ordinalOf(interval, open) + 1);
    }));
  });

  it('counts bars from the first open to before the last', () => {
    const [january, march] = [at('2026-01-01T00:00:00Z'), at('2026-03-01T00:00:00Z')];
    expect(barsBetween('1M', january, march)).toBe(2);
    expect(barsBetween('1M', january, march + 1)).toBe(3);
    expect(barsBetween('1M', january + 1, march)).toBe(1);
    expect(barsBetween('1d', january, march)).toBe(59);
    expect(barsBetween('1d', march, january)).toBe(0);
    expect(barsBetween('1d', march, march)).toBe(0);
  });

  it('counts as many bars as one walks through', () => {
    fc.assert(fc.property(anyInterval, anyTime, fc.integer({ min: 0, max: 60 }), fc.nat(1_000), (interval, from, steps, extra) => {
      let open = openOf(interval, from);
      if (open < from) open = nextOpen(interval, open);
      const start = open;
      for (let step = 0; step < steps; step += 1) open = nextOpen(interval, open);
      expect(barsBetween(interval, from, open)).toBe(steps);
      const beyond = start + Math.floor((extra / 1_000) * approximateLength(interval) * 0.9);
      expect(barsBetween(interval, from, beyond)).toBe(beyond > start ? 1 : 0);
    }));
  });

  it('knows how many bars make a year', () => {
    expect(barsPerYear('1h')).toBe(8_760);
    expect(barsPerYear('1m')).toBe(525_600);
    expect(barsPerYear('1M')).toBe(12);
    expect(barsPerYear('1d', 'weekdays')).toBeCloseTo(260.7, 1);
    expect(barsPerYear('1w', 'weekdays')).toBe(barsPerYear('1w'));
  });
});
