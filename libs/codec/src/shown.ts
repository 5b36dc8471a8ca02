/** How values from outside are shown to people: short, and with nothing that a terminal or an eye could be fooled by. */

/** Longest piece of a foreign value that a message repeats, in characters. */
const LONGEST = 40;

/** Control, bidirectional, zero-width and other format characters, line and paragraph separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Also every letter that may look like an ASCII one. */
const NOT_ASCII = /[^ -~]/gu;

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

const shortened = (text: string): string => {
  if (text.length <= LONGEST) return text;
  return `${Array.from(text.slice(0, LONGEST)).slice(0, LONGEST - 1).join('')}…`;
};

/** A foreign value for a message: text in quotes, shortened to 40 characters, invisible characters as `\u{…}`. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return `"${shortened(value).replace(INVISIBLE, escaped)}"`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
};

/** As `shown`, for fields that allow ASCII only: whatever is not ASCII is spelt out, so that a look-alike letter is seen. */
export const shownAscii = (value: unknown): string =>
  typeof value === 'string' ? `"${shortened(value).replace(NOT_ASCII, escaped)}"` : shown(value);
