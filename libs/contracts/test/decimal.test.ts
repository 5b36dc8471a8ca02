import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDecimal, compareDecimals, MAX_DECIMAL_DIGITS } from '../src/decimal.ts';

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((each) => each.join(''));

/** Decimals as people and programs spell them, within 38 digits a side. */
const spelled = fc.tuple(fc.constantFrom('', '-', '+'), digits(1, 20), fc.option(digits(0, 20), { nil: undefined }),
  fc.option(fc.integer({ min: -15, max: 15 }), { nil: undefined }))
  .map(([sign, whole, fraction, exponent]) =>
    sign + whole + (fraction === undefined ? '' : `.${fraction}`) + (exponent === undefined ? '' : `e${exponent}`));

const canonical = spelled.map((text) => canonicalDecimal(text) ?? '');

/** The value times 10^60, exactly: the other way to say what a decimal means. */
const scaled = (text: string): bigint => {
  const [mantissa = '', exponent = '0'] = text.replace('+', '').split(/e\+?/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(60 + Number(exponent) - fraction.length) * (whole === '-' ? -1n : 1n);
};

describe('the canonical spelling', () => {
  it.each([
    ['1.500', '1.5'], ['-0', '0'], ['-0.000', '0'], ['+7', '7'], ['007', '7'], ['.5', '0.5'], ['5.', '5'], ['1e-7', '0.0000001'],
      ['1.5E+3', '1500'],
    ['-12.340e1', '-123.4'], ['0e999', '0'], ['100', '100'], ['-0.10', '-0.1'],
    ['9'.repeat(38), '9'.repeat(38)], [`0.${'0'.repeat(37)}1`, `0.${'0'.repeat(37)}1`], ['1e37', `1${'0'.repeat(37)}`],
      [`0.${'1'.repeat(38)}00`, `0.${'1'.repeat(38)}`],
  ])('of %s is %s', (text, expected) => expect(canonicalDecimal(text)).toBe(expected));

  it.each([
    '', '.', '-', '+', 'e5', '1e', '1e+', '1,5', '1 000', ' 1', '1 ', '1\n', '0x10', 'NaN', 'Infinity', '-Infinity', '--1', '1.2.3',
      '1.2.0', '1.2.', '.5.0', '١', '１', '1_000', '1e999', '1e9999', '1e-39',
    '9'.repeat(39), `0.${'0'.repeat(38)}1`, '1e38',
  ])('of “%s” does not exist', (text) => expect(canonicalDecimal(text)).toBeNull());

  it('says the same number, and is its own canonical spelling', () => {
    fc.assert(fc.property(spelled, (text) => {
      const once = canonicalDecimal(text);
      expect(once).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
      expect(scaled(once ?? '')).toBe(scaled(text));
      expect(canonicalDecimal(once ?? '')).toBe(once);
    }), { numRuns: 1_000 });
  });

  it('never throws, and never has more than 38 digits on a side', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.stringMatching(/^-?\d{0,60}\.?\d{0,60}(e[+-]?\d{1,3})?$/)),
      (text) => {
      const [whole = '', fraction = ''] = (canonicalDecimal(text) ?? '').replace('-', '').split('.');
      expect(Math.max(whole.length, fraction.length)).toBeLessThanOrEqual(MAX_DECIMAL_DIGITS);
    }), { numRuns: 1_000 });
  });
});

describe('comparing decimals', () => {
  it('agrees with exact integers', () => {
    fc.assert(fc.property(canonical, canonical, (a, b) => {
      const [left, right] = [scaled(a), scaled(b)];
      expect(Math.sign(compareDecimals(a, b))).toBe(left === right ? 0 : left < right ? -1 : 1);
    }), { numRuns: 1_000 });
  });

  it.each([
    ['0.1', '0.1', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['-9007199254740993', '-9007199254740992', -1],
    ['1', '1.00000000000000000000000000000000000001', -1],
    ['0.3', '0.30000000000000001', -1],
  ])('%s against %s, where doubles see no difference', (a, b, order) => expect(Math.sign(compareDecimals(a, b))).toBe(order));
});
