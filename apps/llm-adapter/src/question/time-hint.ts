/**
 * What a question says about time. Relative times count back from the newest data, not from the clock on the wall: over a replayed history
 * "yesterday" is the day before its last one. Days are UTC; a month is 30 days and a year 365 where they are lengths.
 */
export type TimeHint =
  | { readonly kind: 'last'; readonly ms: number }
  /** So many days before the day of the newest data; 0 is that day. */
  | { readonly kind: 'day'; readonly back: number }
  /** `to` is exclusive; absent means to the newest. */
  | { readonly kind: 'between'; readonly from: number; readonly to?: number | undefined };

export interface TimeRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is looked at where a question names no time. */
export const A_DAY: TimeHint = { kind: 'last', ms: DAY };

const units: Readonly<Record<string, number>> = {
  minute: MINUTE, min: MINUTE, m: MINUTE,
  hour: HOUR, hr: HOUR, h: HOUR,
  day: DAY, d: DAY,
  week: 7 * DAY, w: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};
const numbers: Readonly<Record<string, number>> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, few: 3, couple: 2,
};

const NUMBER = String.raw`\d{1,4}|${Object.keys(numbers).join('|')}`;
const UNIT = String.raw`minute|min|hour|hr|day|week|month|year|[mhdw](?![a-z])`;
const SPAN = new RegExp(String.raw`\b(?:last|past|previous|recent)\s+(?:(${NUMBER})\s*(?:of\s+)?)?(${UNIT})s?\b`, 'i');
const BARE_SPAN = new RegExp(String.raw`\b(\d{1,4})\s?(h|hr|hour|d|day|w|week)s?\b`, 'i');
const AGO = new RegExp(String.raw`\b(${NUMBER})\s+days?\s+ago\b`, 'i');

/** A day, or a moment of it. A day alone ends a day later, a moment an instant later. */
const ISO = String.raw`(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|\b))?`;
const BETWEEN = new RegExp(String.raw`\b(?:between|from)\s+${ISO}\s+(?:and|to|until|till)\s+${ISO}`, 'i');
const SINCE = new RegExp(String.raw`\b(?:since|after)\s+${ISO}`, 'i');
const SINGLE = new RegExp(String.raw`\b${ISO}`, 'i');

const numberOf = (text: string | undefined): number => text === undefined ? 1 : numbers[text.toLowerCase()] ?? Number(text);
const unitOf = (text: string): number => units[text.toLowerCase()] ?? DAY;

interface Moment extends TimeRange {}

const momentOf = (day = '', time?: string): Moment | undefined => {
  const from = Date.parse(`${day}T${time ?? '00:00'}:00Z`);
  return Number.isNaN(from) ? undefined : { from, to: from + (time === undefined ? DAY : MINUTE) };
};

const datesIn = (text: string): TimeHint | undefined => {
  const between = BETWEEN.exec(text);
  if (between !== null) {
    const [from, to] = [momentOf(between[1], between[2]), momentOf(between[3], between[4])];
    if (from !== undefined && to !== undefined && from.from < to.to) return { kind: 'between', from: from.from, to: to.to };
  }
  const since = SINCE.exec(text);
  const begun = since === null ? undefined : momentOf(since[1], since[2]);
  if (begun !== undefined) return { kind: 'between', from: begun.from };
  const single = SINGLE.exec(text);
  const moment = single === null ? undefined : momentOf(single[1], single[2]);
  return moment === undefined ? undefined : { kind: 'between', ...moment };
};

/** The first of these that a question has: dates, then spans, then named days. Undefined when it says nothing of time. */
export const timeHint = (text: string): TimeHint | undefined => {
  const dates = datesIn(text);
  if (dates !== undefined) return dates;
  const span = SPAN.exec(text) ?? BARE_SPAN.exec(text);
  if (span !== null) return { kind: 'last', ms: numberOf(span[1]) * unitOf(span[2] ?? '') };
  const ago = AGO.exec(text);
  if (ago !== null) return { kind: 'day', back: numberOf(ago[1]) };
  if (/\byesterday\b/i.test(text)) return { kind: 'day', back: 1 };
  if (/\btoday\b/i.test(text)) return { kind: 'day', back: 0 };
  if (/\bthis\s+(?:week|month|year)\b/i.test(text)) return { kind: 'last', ms: unitOf(/\bthis\s+(\w+)/i.exec(text)?.[1] ?? '') };
  return undefined;
};

/** The range that a hint means where the newest data ends at `newest` (epoch milliseconds). */
export const rangeOf = (hint: TimeHint, newest: number): TimeRange => {
  switch (hint.kind) {
    case 'last': return { from: newest - hint.ms, to: newest };
    case 'day': {
      const day = (Math.floor((newest - 1) / DAY) - hint.back) * DAY;
      return { from: day, to: day + DAY };
    }
    case 'between': return { from: hint.from, to: hint.to ?? Math.max(newest, hint.from) };
  }
};
