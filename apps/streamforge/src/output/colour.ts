/** Colours of talk and tables, used on a terminal only and never when NO_COLOR is set (no-color.org). */
export interface Colours {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
}

const wrapped = (open: number, close: number) => (text: string): string => `\u001b[${open}m${text}\u001b[${close}m`;
const plain = (text: string): string => text;

export const noColours: Colours = { strong: plain, faint: plain, good: plain, bad: plain, warn: plain };
const ansi: Colours = { strong: wrapped(1, 22), faint: wrapped(2, 22), good: wrapped(32, 39), bad: wrapped(31, 39), warn: wrapped(33, 39) };

/** Colours for a stream: none unless it is a terminal and the environment allows them. */
export const coloursFor = (stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Colours =>
  stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' ? ansi : noColours;
