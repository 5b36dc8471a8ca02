/**
 * When an asset trades, and so which bars to expect of it. `24/7`: all. `weekdays`: those that hold some of a Monday to Friday,
 * UTC; so all bars longer than two days, and of the others those that open on a weekday.
 */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { approximateLength, barsBetween, nextOpen, openOf, ordinalOf } from './interval.ts';

const DAY = 86_400_000;
const WEEKEND = 2 * DAY;

/** Whether the calendar leaves out some bars of this interval. */
const rests = (calendar: CalendarName, interval: Interval): boolean => calendar === 'weekdays' && approximateLength(interval) <= WEEKEND;

/** When the weekend of the week that holds `ms` begins. */
const saturdayOf = (ms: number): number => openOf('1w', ms) + 5 * DAY;

/** Whether a bar that opens at `openTime` is expected. */
export const isExpected = (calendar: CalendarName, interval: Interval, openTime: number): boolean =>
  !rests(calendar, interval) || openTime < saturdayOf(openTime);

/** The first expected open after `openTime`. */
export const nextExpected = (calendar: CalendarName, interval: Interval, openTime: number): number => {
  const next = nextOpen(interval, openTime);
  return isExpected(calendar, interval, next) ? next : nextOpen('1w', next);
};

/** How many expected bars open at or after `from` and before `to` (epoch milliseconds); takes the same time for any range. */
export const expectedBetween = (calendar: CalendarName, interval: Interval, from: number, to: number): number => {
  if (to <= from) return 0;
  if (!rests(calendar, interval)) return barsBetween(interval, from, to);
  return weekdayBarsBefore(interval, to) - weekdayBarsBefore(interval, from);
};

/** Weekday bars that open before `ms`, counted from the first Monday of 1970. */
const weekdayBarsBefore = (interval: Interval, ms: number): number => {
  const aWeek = (5 * DAY) / approximateLength(interval);
  const monday = openOf('1w', ms);
  return ordinalOf('1w', ms) * aWeek + barsBetween(interval, monday, Math.min(ms, saturdayOf(ms)));
};
