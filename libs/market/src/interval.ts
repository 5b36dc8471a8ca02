/**
 * Intervals divide time without overlap: each millisecond belongs to one bar. They are numbered from the epoch on, and everything
 * here follows from two functions: the number of the interval that holds a moment, and the moment a number opens.
 * Source: Binance's klines: all aligned to the epoch in UTC, weeks to Mondays, months to the calendar.
 */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** 1970-01-05, the first Monday: the epoch was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

const lengths: Readonly<Record<Exclude<Interval, '1M'>, number>> = {
  '1s': SECOND,
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': WEEK,
};

const originOf = (interval: Interval): number => interval === '1w' ? FIRST_MONDAY : 0;

/** The number of the interval that holds the moment `ms` (epoch milliseconds); the epoch lies in number 0, or −1 of the weeks. */
export const ordinalOf = (interval: Interval, ms: number): number => {
  if (interval !== '1M') return Math.floor((ms - originOf(interval)) / lengths[interval]);
  const date = new Date(ms);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** When the interval of a number opens, in epoch milliseconds: the inverse of `ordinalOf`. */
export const openAt = (interval: Interval, ordinal: number): number => interval === '1M'
  ? Date.UTC(1970, ordinal, 1)
  : originOf(interval) + ordinal * lengths[interval];

/** The open time of the interval that holds the moment `ms`. */
export const openOf = (interval: Interval, ms: number): number => openAt(interval, ordinalOf(interval, ms));

/** Whether `ms` is the first millisecond of an interval. */
export const opensOn = (interval: Interval, ms: number): boolean => openOf(interval, ms) === ms;

/** When the interval after that of `openTime` opens. */
export const nextOpen = (interval: Interval, openTime: number): number => openAt(interval, ordinalOf(interval, openTime) + 1);

/** The last millisecond of the interval that opens at `openTime`. */
export const closeTime = (interval: Interval, openTime: number): number => nextOpen(interval, openTime) - 1;

/** How many intervals open at or after `from` and before `to` (epoch milliseconds); 0 when `to` is not after `from`. */
export const barsBetween = (interval: Interval, from: number, to: number): number => to <= from
  ? 0
  : ordinalOf(interval, to - 1) - ordinalOf(interval, from - 1);

/** Milliseconds of an interval; a month counts as a twelfth of 365 days. For sizes and rates, not for the next open. */
export const approximateLength = (interval: Interval): number => interval === '1M' ? (365 * DAY) / 12 : lengths[interval];

/**
 * Bars in a year of 365 days, to annualise with: 525,600 for `1m`, 8,760 for `1h`, 12 for `1M`. An asset that trades on weekdays
 * only has five sevenths of them where bars are at most a day long.
 */
export const barsPerYear = (interval: Interval, calendar: CalendarName = '24/7'): number => {
  const bars = (365 * DAY) / approximateLength(interval);
  return calendar === 'weekdays' && approximateLength(interval) <= DAY ? (bars * 5) / 7 : bars;
};
