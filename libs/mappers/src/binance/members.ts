/** Reads members of Binance's messages; a member that is absent or of another type refuses the message. */
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';

export type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says which member is wrong; caught by `reading`, so that mappers never throw at their callers. */
class Unreadable extends Error {}

/** Runs a mapper that reads members; what it can't read becomes a refusal. */
export const reading = <Result>(read: () => Result): Result | Refusal => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return { code: 'EVENT_INVALID', detail: error.message };
    throw error;
  }
};

const unreadable = (key: string, value: unknown, expected: string): Unreadable =>
  new Unreadable(value === undefined ? `${key} is missing.` : `${key}: ${shown(value)} is not ${expected}.`);

/** A decimal or a name, as text. Binance writes decimals as text; a number's digits are kept as far as a double has them. */
export const text = (members: Members, key: string): string => {
  const value = members[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw unreadable(key, value, 'a text');
};

/** A whole number that a double holds exactly. */
export const whole = (members: Members, key: string): number => {
  const value = members[key];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw unreadable(key, value, 'a whole number');
};

/** An id: a whole number, or text where the number was too large for a double. */
export const id = (members: Members, key: string): string => {
  const value = members[key];
  return typeof value === 'string' && /^\d+$/.test(value) ? value : String(whole(members, key));
};

export const flag = (members: Members, key: string): boolean => {
  const value = members[key];
  if (typeof value === 'boolean') return value;
  throw unreadable(key, value, 'true or false');
};
