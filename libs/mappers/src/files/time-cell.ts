/** Times as files write them. */
import { EARLIEST_TIME, LATEST_TIME } from '@streamforge/contracts/events/fields';
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import { lineInvalid } from '../events.ts';

export const timeUnits = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const NUMBER = /^(\d{1,19})(?:\.(\d*))?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/;
/** Powers of ten from the unit to milliseconds. */
const SHIFT = { s: 3, ms: 0, us: -3, ns: -6 } as const satisfies Record<TimeUnit, number>;

/**
 * Epoch milliseconds of a cell: a number in `unit`, or an ISO 8601 date or time (UTC where it names no zone).
 * Finer units are cut to the millisecond. Without a unit only milliseconds are read: seconds or microseconds are refused, never scaled.
 */
export const timeOf = (cell: string, unit: TimeUnit | undefined, column: string): number | Refusal => {
  const number = NUMBER.exec(cell);
  if (number !== null) return numeric(cell, number[1] ?? '', number[2] ?? '', unit, column);
  const iso = ISO.exec(cell);
  const time = iso === null ? undefined : isoTime(iso[1] ?? '', iso[2], iso[3]);
  if (time === undefined) {
    return lineInvalid(`Column ${column}: ${shown(cell)} is neither epoch milliseconds nor a date such as 2024-01-31.`);
  }
  return within(time, cell, column, '');
};

const numeric = (cell: string, whole: string, fraction: string, unit: TimeUnit | undefined, column: string): number | Refusal => {
  const shift = SHIFT[unit ?? 'ms'];
  if (shift < 0) return within(Number(whole.slice(0, shift) || '0'), cell, column, '');
  if (fraction.length > shift && Number(fraction.slice(shift)) !== 0) {
    return lineInvalid(`Column ${column}: ${shown(cell)} is not a whole number of milliseconds.`);
  }
  const time = Number(whole + fraction.slice(0, shift).padEnd(shift, '0'));
  return within(time, cell, column, unit === undefined ? `; ${meantUnit(time)}` : '');
};

const within = (time: number, cell: string, column: string, hint: string): number | Refusal =>
  time >= EARLIEST_TIME && time <= LATEST_TIME ? time : {
    code: 'TIME_INVALID',
    detail: `Column ${column}: ${shown(cell)} is not a time between 1971 and 2200${hint}.`,
  };

const meantUnit = (time: number): string => {
  if (time < 1e11) return 'if it is in seconds, say --time-unit s';
  if (time < 1e17) return 'if it is in microseconds, say --time-unit us';
  return 'if it is in nanoseconds, say --time-unit ns';
};

const isoTime = (day: string, clock: string | undefined, zone: string | undefined): number | undefined => {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  if (clock === undefined) return zone === undefined ? midnight : undefined;
  const offset = zone === undefined || zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const time = Date.parse(`${day}T${clock}${offset}`);
  return Number.isNaN(time) ? undefined : Math.floor(time);
};
