import { describe, expect, it } from 'vitest';
import { Account, Decimal, EARLIEST_TIME, Exchange, fieldCodes, Id, LATEST_TIME, Revision, Symbol, Tenant,
  Time } from '../src/events/fields.ts';
import { archivedAfter, days, forever, logRetentionMs } from '../src/retention.ts';

describe('fields accept what they say', () => {
  it.each([
    ['Exchange', Exchange, ['binance', 'local', 'x-1_y', 'a'.repeat(32)], ['', 'Binance', 'a:b', '-a', 'a'.repeat(33), 'a\n']],
    ['Symbol', Symbol, ['BTCUSDT', 'BRK.B', 'a-b_c', 'A'.repeat(64)],
      ['', '.A', 'A..B', 'A/B', 'A:B', '$A', 'A B', 'A\u200b', '\u0410', 'A'.repeat(65), 'A\n', 7]],
    ['Account', Account, ['agent-7', 'a@b.c'], ['', ' a', 'a b', 'a/b', 'a'.repeat(65)]],
    ['Tenant', Tenant, ['public', 'desk_1'], ['', 'Public', 'a/b']],
    ['Time', Time, [EARLIEST_TIME, LATEST_TIME, 1_704_067_200_000],
      [EARLIEST_TIME - 1, LATEST_TIME + 1, 1.5, '1704067200000', Number.NaN, null]],
    ['Revision', Revision, [0, 7, Number.MAX_SAFE_INTEGER], [-1, 1.5, 2 ** 53, '1']],
  ])('%s', (_name, schema, good, bad) => {
    expect(good.filter((value) => !schema.safeParse(value).success)).toEqual([]);
    expect(bad.filter((value) => schema.safeParse(value).success)).toEqual([]);
  });

  it('an id may be a whole number, and is text afterwards', () => {
    expect(Id.parse(42)).toBe('42');
    expect(Id.parse('urn:a/b#c=1')).toBe('urn:a/b#c=1');
    for (const bad of [-1, 1.5, 2 ** 53, '', 'a b', 'ä', 'a'.repeat(201)]) expect(Id.safeParse(bad).success).toBe(false);
  });

  it('a decimal may be a number, and is canonical text afterwards', () => {
    expect([Decimal.parse('1.50'), Decimal.parse(1.5), Decimal.parse(-0), Decimal.parse(1e-7)]).toEqual(['1.5', '1.5', '0', '0.0000001']);
    for (const bad of ['', 'x', '1'.repeat(97), Number.NaN, Infinity, 1e300, null, {}]) expect(Decimal.safeParse(bad).success).toBe(false);
  });

  it('times in the wrong unit are named', () => {
    const [issue] = Time.safeParse(1_704_067_200).error?.issues ?? [];
    expect(issue?.message).toBe('must be epoch milliseconds between 1971 and 2200; 1704067200 looks like another unit');
  });

  it('those with a code of their own keep it when described or made optional', () => {
    expect(fieldCodes.get(Time.describe('First millisecond.'))?.code).toBe('TIME_INVALID');
    expect(fieldCodes.get(Decimal.optional().unwrap())?.code).toBe('DECIMAL_INVALID');
    expect(fieldCodes.get(Symbol)?.code).toBe('SYMBOL_INVALID');
    expect(fieldCodes.get(Exchange)).toBeUndefined();
  });
});

describe('retention', () => {
  it('counts days in milliseconds', () => {
    expect(days(30)).toEqual({ kind: 'age', ms: 2_592_000_000 });
    expect(forever).toEqual({ kind: 'forever' });
  });

  it('lets the log delete by age only where nothing else has to hold the record first', () => {
    expect([days(2), archivedAfter(2), forever].map(logRetentionMs)).toEqual([172_800_000, null, null]);
  });
});
