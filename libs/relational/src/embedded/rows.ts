import type { StatementSync } from 'node:sqlite';

/** The answer of a statement, in arrays: names once, not once a row. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly changes: number;
}

type Reading = (value: unknown) => unknown;

/** SQLite is read with bigints, since it would refuse larger numbers otherwise; those that fit become numbers again. */
const exact: Reading = (value) => {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const truth: Reading = (value) => (typeof value === 'bigint' ? value !== 0n : value);

/** How the values of each column are read: the declared type tells a boolean from a number. */
export const readings = (statement: StatementSync): readonly Reading[] =>
  statement.columns().map(({ type }) => (type?.toUpperCase() === 'BOOLEAN' ? truth : exact));

export const readRow = (row: readonly unknown[], columns: readonly Reading[]): readonly unknown[] =>
  row.map((value, index) => (columns[index] ?? exact)(value));
