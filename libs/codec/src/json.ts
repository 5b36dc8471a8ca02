/**
 * Strict JSON: what comes out is exactly what was written, or nothing does. The native parser builds the value; one scan before it and
 * one count after it find what the parser would silently repair or lose.
 */
import type { ErrorCode } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import { exactNumber } from './exact-number.ts';
import { isForbiddenKey, jsonFault } from './json-fault.ts';
import { scanJson } from './json-scan.ts';
import type { Refusal } from './received.ts';
import { shown } from './shown.ts';
import { utf8Text } from './utf8.ts';

export type JsonReading = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & Refusal);

const refused = (code: ErrorCode, detail: string): JsonReading => ({ ok: false, code, detail });

/**
 * Reads one JSON value from UTF-8 bytes. Refuses a byte order mark, anything after the value, nesting deeper than 64, a key named
 * twice in one object (however it is escaped), keys that reach prototypes, and numbers beyond a double's range. A number whose digits
 * a double can't hold comes out as text.
 */
export const readJson = (bytes: Uint8Array): JsonReading => {
  if (bytes.length === 0) return refused('RECORD_EMPTY', 'It has no bytes.');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return refused('ENCODING_BOM', 'Its first bytes are EF BB BF.');
  const text = utf8Text(bytes);
  if (text === undefined) return refused('ENCODING_NOT_UTF8', `Its first bytes are ${hexOf(bytes.subarray(0, 8))}.`);
  return readScanned(text, bytes);
};

/** As `readJson`, for text that is already decoded, such as a line of a file. */
export const readJsonText = (text: string): JsonReading => {
  if (text === '') return refused('RECORD_EMPTY', 'It has no characters.');
  if (text.startsWith('\ufeff')) return refused('ENCODING_BOM', 'Its first character is U+FEFF.');
  return readScanned(text, Buffer.from(text));
};

const readScanned = (text: string, bytes: Uint8Array): JsonReading => {
  const scan = scanJson(bytes, limits.jsonDepth);
  if (scan.tooDeepAt !== -1) return refused('JSON_TOO_DEEP', `The bracket at byte ${scan.tooDeepAt} opens level ${limits.jsonDepth + 1}.`);
  try {
    const value: unknown = scan.wideNumbers ? parseExactly(text) : JSON.parse(text);
    // The parser keeps one member per key, so a value with fewer members than the text has keys had one written twice.
    return countKeys(value) === scan.keys ? { ok: true, value } : refusedAsFaulty(text);
  } catch (error) {
    if (error instanceof OutOfRange) return refused('JSON_NUMBER_OUT_OF_RANGE', error.message);
    return refusedAsFaulty(text);
  }
};

const refusedAsFaulty = (text: string): JsonReading => {
  const { code, detail } = jsonFault(text) ?? { code: 'JSON_INVALID' as const, detail: '' };
  return refused(code, detail);
};

/** Number of keys in the value, or NaN when one is forbidden. Recursion is safe: the scan has bounded the depth. */
const countKeys = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countKeys(item);
    return count;
  }
  for (const key in value) {
    if (isForbiddenKey(key)) return Number.NaN;
    count += 1;
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof member === 'object') count += countKeys(member);
  }
  return count;
};

class OutOfRange extends Error {}

/** Reads a text whose numbers may need more digits than a double has; several times slower, so only for texts that need it. */
const parseExactly = (text: string): unknown => JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const exact = exactNumber(value, context.source);
  if (exact === null) throw new OutOfRange(`It holds ${shown(context.source)}.`);
  return exact;
});

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
