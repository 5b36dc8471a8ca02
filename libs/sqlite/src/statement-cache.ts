import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Prepares each text once; rows come as arrays. For a fixed set of texts: nothing is ever dropped. */
export const statementCache = (db: DatabaseSync): ((sql: string) => StatementSync) => {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    prepared.set(sql, statement);
    return statement;
  };
};

/** The rows of a statement, typed by the caller who wrote its columns; leaving the loop early resets the statement. */
export const rowsOf = <Row extends readonly unknown[]>(statement: StatementSync, values: readonly SQLInputValue[]): Iterable<Row> =>
  statement.iterate(...values) as unknown as Iterable<Row>;

export const rowOf = <Row extends readonly unknown[]>(statement: StatementSync, values: readonly SQLInputValue[]): Row | undefined =>
  statement.get(...values) as unknown as Row | undefined;
