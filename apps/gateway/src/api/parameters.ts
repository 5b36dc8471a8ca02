/** Parameters that several routes share. Each reads text, as paths and queries have it. */
import { EARLIEST_TIME, Exchange, IntervalName, LATEST_TIME, Symbol } from '@streamforge/contracts/events/fields';
import { z } from 'zod';
import { readCursor } from './cursor.ts';

/** A moment: epoch milliseconds, or an RFC 3339 date or time. */
export const Moment = z.string()
  .regex(/^(?:\d{1,15}|\d{4}-\d{2}-\d{2}(?:T[0-9:.]{5,18}(?:Z|[+-]\d{2}:\d{2}))?)$/, 'epoch milliseconds or an RFC 3339 time')
  .transform((text, context) => {
    const ms = /^\d+$/.test(text) && text.length !== 4 ? Number(text) : Date.parse(text);
    if (Number.isSafeInteger(ms) && (ms === 0 || (ms >= EARLIEST_TIME && ms <= LATEST_TIME))) return ms;
    context.addIssue({ code: 'custom', message: 'must be a moment between 1971 and 2200; numbers are milliseconds' });
    return z.NEVER;
  });

export const from = Moment.optional().describe('Inclusive. Epoch milliseconds or an RFC 3339 time.');
export const to = Moment.optional().describe('Exclusive. Epoch milliseconds or an RFC 3339 time.');

const wholeNumber = (least: number, most: number) => z.string().regex(/^\d{1,16}$/, `a whole number from ${least} to ${most}`)
  .transform(Number).pipe(z.number().int().min(least).max(most));

/** Most entries of a page. */
export const limit = (standard: number, most: number) => wholeNumber(1, most).prefault(String(standard))
  .describe(`Most entries of a page, up to ${most}.`);

export const count = wholeNumber;

export const cursor = z.string().max(8_000).optional().describe('`next` of the page before.');

/** A cursor that holds a place in a series. */
export const placeCursor = z.string().max(2_000).transform((text, context) => {
  const place = readCursor(text);
  if (place !== undefined) return place;
  context.addIssue({ code: 'custom', message: 'must be the next of a page before' });
  return z.NEVER;
}).optional().describe('`next` of the page before.');

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true').prefault('false');

export const exchange = Exchange.prefault('local');
export const symbol = Symbol;
export const interval = IntervalName;
