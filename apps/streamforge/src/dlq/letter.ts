/** Dead letters as people read them. */
import type { Colours } from '../output/colour.ts';
import { count, instant } from '../output/figures.ts';
import { printable, table, type Column } from '../output/table.ts';

export interface Letter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly code: string;
  readonly message: string;
  readonly fix: string | null;
  readonly service: string;
  readonly attempt: number;
  readonly key: string | null;
  readonly bytes: number;
  readonly redriven: boolean;
  readonly origin:
    | { readonly kind: 'record'; readonly topic: string; readonly partition: number; readonly offset: number }
    | { readonly kind: 'line'; readonly topic: string; readonly file: string; readonly line: number };
}

export interface WholeLetter extends Letter {
  readonly value: { readonly text?: string; readonly base64?: string } | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

const originOf = ({ origin }: Letter): string => origin.kind === 'line'
  ? `${origin.file}:${origin.line}`
  : `${origin.topic}[${origin.partition}]@${origin.offset}`;

/** Letters as a table, one a line. */
export const lettersTable = (letters: readonly Letter[], colours: Colours): string =>
  letters.length === 0 ? colours.faint('none') : table(letters, columns, colours);

const columns: readonly Column<Letter>[] = [
  { title: 'topic', cell: ({ topic }) => topic.replace(/\.dlq$/, '') },
  { title: 'place', cell: ({ partition, offset }) => `${partition}@${offset}`, align: 'right' },
  { title: 'refused', cell: ({ timestamp }) => instant(timestamp) },
  { title: 'code', cell: ({ code, redriven }) => redriven ? `${code} (redriven)` : code },
  { title: 'came from', cell: originOf },
  { title: 'key', cell: ({ key }) => key ?? '' },
  { title: 'message', cell: ({ message }) => message },
];

const valueOf = ({ value, bytes }: WholeLetter): string =>
  value === null ? 'none (a tombstone)' : value.text ?? `${count(bytes)} bytes that are not UTF-8; --json has them in base64`;

/** One letter whole, a line for each thing that is known of it, its value last. */
export const letterLines = (letter: WholeLetter, colours: Colours): string => [
  ['dead letter', `${letter.topic}[${letter.partition}]@${letter.offset}${letter.redriven ? ' (redriven)' : ''}`],
  ['came from', originOf(letter)],
  ['refused', `${instant(letter.timestamp)} by ${letter.service}, attempt ${letter.attempt}`],
  ['why', `${letter.code}: ${letter.message}`],
  ['what to do', letter.fix ?? ''],
  ['key', letter.key ?? ''],
  ...letter.headers.filter(({ name }) => !name.startsWith('sf_')).map(({ name, value }) => [name, value]),
  ['value', valueOf(letter)],
].filter(([, text]) => text !== '').map(([name = '', text = '']) => `${colours.strong(name.padEnd(14))}  ${printable(text)}`).join('\n');
