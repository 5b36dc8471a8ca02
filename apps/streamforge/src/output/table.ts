/** Rows of plain data as aligned columns. */
import type { Colours } from './colour.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Figures stand to the right, so that their digits line up. */
  readonly align?: 'left' | 'right';
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that others wrote, safe to print: control, bidirectional and zero-width characters are spelled out. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A table with one line per row; the titles alone when there are none. */
export const table = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], colours: Colours): string => {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const widths = columns.map((column, at) => Math.max(column.title.length, ...cells.map((line) => line[at]?.length ?? 0)));
  const aligned = (texts: readonly string[]): string => texts.map((text, at) => {
    const width = widths[at] ?? 0;
    return columns[at]?.align === 'right' ? text.padStart(width) : text.padEnd(width);
  }).join('  ').trimEnd();
  return [colours.strong(aligned(columns.map(({ title }) => title))), ...cells.map(aligned)].join('\n');
};
