import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rfc3339, timeOf } from '../src/rfc3339.ts';

const read = (text: string): number | undefined => timeOf(Buffer.from(text));

describe('an RFC 3339 time', () => {
  it('comes back as it was written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(2300, 0, 1) }), (time) => { expect(read(rfc3339(time))).toBe(time); }));
  });

  it('spells times as the engine does, whatever was written before', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: Date.UTC(2300, 0, 1) })), (times) => {
      expect(times.map(rfc3339)).toEqual(times.map((time) => new Date(time).toISOString()));
    }));
  });

  it.each([
    ['2024-02-29T12:30:45Z', Date.UTC(2024, 1, 29, 12, 30, 45)],
    ['2000-02-29t12:30:45z', Date.UTC(2000, 1, 29, 12, 30, 45)],
    ['2024-01-01 00:00:00.5+05:30', Date.UTC(2023, 11, 31, 18, 30, 0, 500)],
    ['2024-01-01T00:00:00.123456789-08:00', Date.UTC(2024, 0, 1, 8, 0, 0, 123)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('%s is read', (text, time) => expect(read(text)).toBe(time));

  it.each([
    '', '2024-01-01', '2024-01-01T00:00:00', '2024-01-01T00:00:00.Z', '2024-01-01T00:00:00Zx', '2024-13-01T00:00:00Z',
      '2024-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2024-01-32T00:00:00Z', '2024-01-00T00:00:00Z', '2024-01-01T24:00:00Z',
      '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:61Z', '0000-01-01T00:00:00Z', '2024/01/01T00:00:00Z', '2024-01-01T00:00:00+5:30', '2024-01-01T00:00:00+24:00',
    '2024-01-01T00:00:00+05:60', '2024-01-01T00:00:00*05:30', '2024-01-01T00:00:00+05:30Z', '1704067200000', '2024-01-01X00:00:00Z',
      '２０２４-01-01T00:00:00Z',
  ])('“%s” is none', (text) => expect(read(text)).toBeUndefined());
});
