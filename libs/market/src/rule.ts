/** A rule that valid events keep, and what is said of one that breaks it. */
import type { ErrorCode } from '@streamforge/contracts/errors';

/** Why an event is refused. */
export interface Breach {
  readonly code: ErrorCode;
  /** What was expected and what the fields hold. */
  readonly detail: string;
}

export interface Rule<Event> {
  readonly code: ErrorCode;
  /** `timestamp` is when the event was appended to the log, in epoch milliseconds. */
  readonly holds: (event: Event, timestamp: number) => boolean;
  /** What must be so, in words. */
  readonly says: string;
  /** The fields it is about; a breach shows what they hold. */
  readonly fields: readonly (keyof Event & string)[];
}

/** The first rule that the event breaks, or undefined: nothing is allocated for a valid event. */
export const judge = <Event>(rules: readonly Rule<Event>[], event: Event, timestamp: number): Breach | undefined => {
  for (const rule of rules) {
    if (!rule.holds(event, timestamp)) return breachOf(rule, event);
  }
  return undefined;
};

/** What is said of an event that breaks a rule. */
const breachOf = <Event>({ code, says, fields }: Rule<Event>, event: Event): Breach =>
  ({ code, detail: `${says} (${fields.map((field) => `${field} ${shortened(String(event[field]))}`).join(', ')})` });

const LONGEST = 32;
const shortened = (text: string): string => text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;

/** Whether a canonical decimal is above zero. */
export const isPositive = (decimal: string): boolean => decimal !== '0' && !decimal.startsWith('-');

/** Whether a canonical decimal is below zero. */
export const isNegative = (decimal: string | undefined): boolean => decimal !== undefined && decimal.startsWith('-');
