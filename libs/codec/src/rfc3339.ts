/** Times in headers: RFC 3339 there, epoch milliseconds everywhere else. */

const ZERO = 0x30;
/** `T`, `t`, and the space that RFC 3339 §5.6 allows in their place. */
const isSeparator = (byte: number | undefined): boolean => byte === 0x54 || byte === 0x74 || byte === 0x20;
const isZulu = (byte: number | undefined): boolean => byte === 0x5a || byte === 0x7a;
const MINUTE_MS = 60_000;

/**
 * Epoch milliseconds of an RFC 3339 time in ASCII bytes, finer digits cut off; undefined when it is none. Reads bytes in place: it runs
 * for every record.
 */
export const timeOf = (bytes: Uint8Array): number | undefined => {
  const year = digits(bytes, 0, 4);
  const month = digits(bytes, 5, 2);
  const day = digits(bytes, 8, 2);
  const hour = digits(bytes, 11, 2);
  const minute = digits(bytes, 14, 2);
  const second = digits(bytes, 17, 2);
  const punctuated = bytes[4] === 0x2d && bytes[7] === 0x2d && isSeparator(bytes[10]) && bytes[13] === 0x3a && bytes[16] === 0x3a;
  // Date.UTC reads years below 100 as 19xx. A leap second (60) counts as the next minute's first. Comparisons with NaN are false.
  const inRange = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
    && hour <= 23 && minute <= 59 && second <= 60;
  if (!punctuated || !inRange) return undefined;
  const zoneAt = bytes[19] === 0x2e ? endOfDigits(bytes, 20) : 19;
  const offset = offsetOf(bytes, zoneAt);
  if (zoneAt === 20 || offset === undefined) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds(bytes, zoneAt) - offset;
};

const DAY_MS = 86_400_000;
const padded = (count: number, width: number): readonly string[] => Array.from({ length: count }, (_, number) => String(number).padStart(width, '0'));
const TWO_DIGITS = padded(60, 2);
const THREE_DIGITS = padded(1_000, 3);

/** The day written last: times that follow each other mostly share it, and the calendar is the costly part. */
let writtenDay = Number.NaN;
let writtenDate = '';

/** The RFC 3339 spelling, in UTC with milliseconds, of whole epoch milliseconds. */
export const rfc3339 = (time: number): string => {
  const day = Math.floor(time / DAY_MS);
  if (day !== writtenDay) {
    const text = new Date(time).toISOString();
    writtenDate = text.slice(0, text.indexOf('T') + 1);
    writtenDay = day;
  }
  const ms = time - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${writtenDate}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${THREE_DIGITS[ms % 1_000]}Z`;
};

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const daysIn = (year: number, month: number): number => {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : MONTH_DAYS[month - 1] ?? 0;
};

/** The number that so many digits spell, or NaN when one is no digit. */
const digits = (bytes: Uint8Array, at: number, count: number): number => {
  let number = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
};

const endOfDigits = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (at < bytes.length && bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9) at += 1;
  return at;
};

const milliseconds = (bytes: Uint8Array, zoneAt: number): number => {
  const count = Math.min(zoneAt - 20, 3);
  return count > 0 ? digits(bytes, 20, count) * 10 ** (3 - count) : 0;
};

/** Milliseconds that the zone, which must be the rest of the bytes, is ahead of UTC. */
const offsetOf = (bytes: Uint8Array, at: number): number | undefined => {
  if (isZulu(bytes[at])) return bytes.length === at + 1 ? 0 : undefined;
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0;
  const hours = digits(bytes, at + 1, 2);
  const minutes = digits(bytes, at + 4, 2);
  const whole = sign !== 0 && bytes.length === at + 6 && bytes[at + 3] === 0x3a && hours <= 23 && minutes <= 59;
  return whole ? sign * (hours * 60 + minutes) * MINUTE_MS : undefined;
};
