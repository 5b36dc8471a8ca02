/** A table of whatever the platform answered: one column for each plain field, times readable, figures to the right. */
import type { Colours } from './colour.ts';
import { instant } from './figures.ts';
import { table } from './table.ts';

export type Fact = Readonly<Record<string, unknown>>;

const TIMES: ReadonlySet<string> = new Set([
  'openTime', 'time', 'first', 'last', 'from', 'to', 'publishedAt', 'updatedAt', 'timestamp', 'firstOpenTime', 'lastOpenTime',
  'createdAt', 'startedAt', 'finishedAt',
]);
/** Stored facts come with their fields by name; people look for these first, in this order. */
const FIRST: readonly string[] = [
  'series', 'exchange', 'symbol', 'openTime', 'time', 'publishedAt', 'id', 'open', 'high', 'low', 'close', 'volume', 'price', 'quantity',
  'side', 'title', 'name', 'kind', 'hop', 'from', 'type', 'to', 'service', 'group', 'topic', 'count', 'first', 'last',
];
const rank = (name: string): number => FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length;

const EARLIEST_MS = 31_536_000_000;
/** Longer text is cut in a table; `--json` has all of it. */
const WIDEST = 60;

export const isFact = (value: unknown): value is Fact => typeof value === 'object' && value !== null && !Array.isArray(value);

const placeOf = ({ topic, partition, offset }: Fact): string => `${String(topic)}[${String(partition)}]@${String(offset)}`;

/** A fact with its wrapped value beside its other fields: `{asset: {…}, source}` becomes one flat object. */
const flat = (fact: Fact): Fact => Object.fromEntries(Object.entries(fact).flatMap(([name, value]) => {
  if (name === 'source' && isFact(value)) return [[name, placeOf(value)]];
  return isFact(value) ? Object.entries(value).filter(([, held]) => !isFact(held)) : [[name, value]];
}));

const cell = (name: string, value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && TIMES.has(name) && value >= EARLIEST_MS) return instant(value);
  const text = Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
};

const plain = (value: unknown): string => {
  if (isFact(value)) return Object.values(value).map(plain).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Rows as a table; a line that says so when there are none. */
export const factsTable = (facts: readonly Fact[], colours: Colours): string => {
  const rows = facts.map(flat);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((name) => rows.some((row) => cell(name, row[name]) !== ''))
    .toSorted((a, b) => rank(a) - rank(b));
  if (rows.length === 0) return colours.faint('none');
  return table(rows, names.map((name) => ({
    title: name,
    cell: (row) => cell(name, row[name]),
    align: rows.every((row) => row[name] === undefined || DECIMAL.test(cell(name, row[name]))) ? 'right' as const : 'left' as const,
  })), colours);
};

/** One fact, a field a line. */
export const factLines = (fact: Fact, colours: Colours): string => {
  const entries = Object.entries(flat(fact)).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${colours.strong(name.padEnd(width))}  ${cell(name, value)}`).join('\n');
};
