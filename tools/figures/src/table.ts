import type { Measured } from './figure.ts';

const verdict = ({ ok }: Measured): string => ok ? 'ok' : 'short';

/** Name, what was measured, the bar, ok or short: aligned, one figure a line, no trailing blanks. */
export const figureTable = (rows: readonly Measured[]): string => {
  const cells = rows.map((row) => [row.name, row.measured, row.bar, verdict(row)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
};

/** What a program says at the end: the table, or JSON for other programs. */
export const report = (rows: readonly Measured[], json: boolean): string =>
  json ? JSON.stringify(rows, null, 2) : `${figureTable(rows)}\n${rows.filter(({ ok }) => ok).length} ok, ${rows.filter(({ ok }) => !ok).length} short`;
