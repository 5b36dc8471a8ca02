/**
 * Decimals travel as text so that no digit is ever lost. One number has one spelling, the canonical one: no exponent, no sign on
 * zero, no leading or trailing zeros. Hashes and stores only ever see that spelling.
 */

/** Digits allowed on each side of the point: what Postgres `numeric` and every exchange we know stay well within. */
export const MAX_DECIMAL_DIGITS = 38;

const CANONICAL = /^(?:0|-?(?:[1-9]\d{0,37})(?:\.\d{0,37}[1-9])?|-?0\.\d{0,37}[1-9])$/;
const SPELLED = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The spellings that are read, for who checks them by a regular expression of any language. Exact without an exponent; with one, digits can't be
 * counted so, and a few more match than are read.
 */
export const DECIMAL_PATTERN = '^[+-]?(0*[0-9]{1,38}(\\.[0-9]{0,38}0*)?|\\.[0-9]{1,38}0*|([0-9]+\\.?[0-9]*|\\.[0-9]+)[eE][+-]?[0-9]{1,3})$';

/**
 * The canonical spelling of a decimal, or null when the text is none (or has more than 38 digits on a side).
 * `'1.500'` → `'1.5'`, `'-0'` → `'0'`, `'1e-7'` → `'0.0000001'`, `'1e999'` → null.
 */
export const canonicalDecimal = (text: string): string | null => {
  const trimmed = withoutTrailingZeros(text);
  if (CANONICAL.test(trimmed)) return trimmed;
  const match = SPELLED.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  return place(sign === '-', whole, fraction, Number(exponent));
};

/** The text without zeros at the end of its fraction, which is how most decimals that are not canonical differ from one. */
const withoutTrailingZeros = (text: string): string => {
  const point = text.indexOf('.');
  if (point === -1) return text;
  let end = text.length;
  while (end > point + 1 && text.charCodeAt(end - 1) === 0x30) end -= 1;
  return text.slice(0, end === point + 1 ? point : end);
};

const place = (negative: boolean, whole: string, fraction: string, exponent: number): string | null => {
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  const point = digits.length - fraction.length + exponent;
  if (point > MAX_DECIMAL_DIGITS || point < -MAX_DECIMAL_DIGITS) return null;
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const right = (point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, '');
  if (right.length > MAX_DECIMAL_DIGITS) return null;
  return `${negative ? '-' : ''}${left}${right === '' ? '' : `.${right}`}`;
};

/**
 * Orders two canonical decimals exactly: negative, zero or positive as `a` is below, equal to or above `b`.
 * Rounding to a double never reverses an order, so doubles that differ already decide; only ties look at the digits.
 */
export const compareDecimals = (a: string, b: string): number => {
  if (a === b) return 0;
  const difference = Number(a) - Number(b);
  if (difference !== 0) return difference;
  return compareDigits(a, b);
};

const compareDigits = (a: string, b: string): number => {
  const scale = Math.max(fractionLength(a), fractionLength(b));
  const left = scaled(a, scale);
  const right = scaled(b, scale);
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

const fractionLength = (text: string): number => {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
};

const scaled = (text: string, scale: number): bigint => BigInt(text.replace('.', '') + '0'.repeat(scale - fractionLength(text)));
