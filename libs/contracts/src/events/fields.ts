/** The fields that events are made of. Each says what it accepts; none repairs what it can't read. */
import { z } from 'zod';
import { canonicalDecimal, DECIMAL_PATTERN } from '../decimal.ts';
import type { ErrorCode } from '../errors.ts';
import { intervals } from '../interval.ts';

/** Error codes of the fields that have one of their own; other fields fail as EVENT_INVALID. */
export const fieldCodes = z.registry<{ readonly code: ErrorCode }>();

/**
 * Where a series comes from, such as `binance` or `local`. Sectors and currencies are vertices of the same graph, so their names are
 * taken.
 */
export const Exchange = z.string()
  .regex(/^(?!(?:sector|currency)$)[a-z0-9][a-z0-9_-]{0,31}$/, 'lower-case letters, digits, _ and -, at most 32, not "sector" or "currency"')
  .describe('Venue that published the event, in lower case.');

/** A venue's name of an instrument. ASCII only, so that no look-alike letter makes a second asset. */
export const Symbol = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'ASCII letters, digits, . _ and -, at most 64, no ".."')
  .describe('Instrument as the venue spells it.')
  .register(fieldCodes, { code: 'SYMBOL_INVALID' });

export const IntervalName = z.enum(intervals).describe('Length of the bar.');

const canonicalText = (value: unknown): string | null => {
  if (typeof value === 'string') return canonicalDecimal(value);
  return typeof value === 'number' ? canonicalDecimal(String(value)) : null;
};

const NO_DECIMAL = 'must be a decimal such as "61250.5", at most 38 digits on each side of the point';

/**
 * A decimal as text (preferred) or as a JSON number; the result is always canonical text. One function instead of a union of two
 * schemas: five of them stand in every candle, and a union costs twice the time and memory.
 */
export const Decimal: z.ZodType<string, string | number> = z.unknown().transform((value, context) => {
  const canonical = canonicalText(value);
  if (canonical !== null) return canonical;
  const kind = typeof value === 'string' || typeof value === 'number';
  context.addIssue({ code: 'custom', input: value, message: kind ? NO_DECIMAL : 'must be string or number' });
  return z.NEVER;
}).meta({
  anyOf: [{ type: 'string', pattern: DECIMAL_PATTERN }, { type: 'number', exclusiveMinimum: -1e38, exclusiveMaximum: 1e38 }],
  description: 'Decimal number, as text so that no digit is lost.',
})
  .register(fieldCodes, { code: 'DECIMAL_INVALID' }) as unknown as z.ZodType<string, string | number>;

/** Earliest time an event may name: before it, seconds were probably written where milliseconds belong. */
export const EARLIEST_TIME = Date.UTC(1971, 0, 1);
/** Latest time an event may name: beyond it, micro- or nanoseconds were probably written. */
export const LATEST_TIME = Date.UTC(2200, 0, 1);

const timeIssue = (issue: z.core.$ZodRawIssue): string => typeof issue.input === 'number' && Number.isFinite(issue.input)
  ? `must be epoch milliseconds between 1971 and 2200; ${String(issue.input)} looks like another unit`
  : 'must be whole epoch milliseconds';

/** Epoch milliseconds, UTC. Seconds, micro- and nanoseconds fall outside the range and are refused. */
export const Time = z.int({ error: timeIssue }).min(EARLIEST_TIME, { error: timeIssue }).max(LATEST_TIME, { error: timeIssue })
  .describe('Epoch milliseconds, UTC.')
  .register(fieldCodes, { code: 'TIME_INVALID' });

/** Grows with each correction of the same fact; the highest wins. */
export const Revision = z.int().min(0).describe('Grows with each correction; the highest is kept.');

/** An identifier chosen by a producer. Whole numbers are accepted and kept as text. */
export const Id = z.union([
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@/#=+-]{0,199}$/, 'ASCII letters, digits and . _ : @ / # = + -, at most 200'),
  z.int().min(0).transform(String),
]).describe('Identifier, unique within its series.');

export const Account = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, 'ASCII letters, digits, . _ @ and -, at most 64')
  .describe('Account whose events are ordered among themselves.');

export const Tenant = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'lower-case letters, digits, _ and -, at most 32')
  .describe('Owner of the data; nothing crosses from one tenant to another.');

/**
 * An address that a browser opens and nothing else, in letters of any script: whoever shows it may link to it. The pattern is of its beginning;
 * whether its host can be read takes more than a pattern.
 */
export const WebUrl = z.url({ protocol: /^https?$/ }).max(2_000).meta({ pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?://[/\\\\\\s]*[^/\\\\\\s?#]' });

export const Side = z.enum(['buy', 'sell']);
