/** The points of a place that match a filter. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Condition } from '../labels.ts';

export type Matching = (place: number, conditions: readonly Condition[]) => Float64Array<ArrayBuffer>;

/** Conditions come in few shapes; a caller with ever new ones must not fill the memory with statements. */
const mostStatements = 100;

const textOf = (conditions: readonly Condition[]): string => conditions
  .map(({ anyOf }) => `SELECT point FROM labels WHERE place = ? AND field = ? AND value IN (${anyOf.map(() => '?').join(', ')})`)
  .join(' INTERSECT ');

/** Finds points by their labels, ascending; at least one condition. */
export const matching = (db: DatabaseSync): Matching => {
  const prepared = new Map<string, StatementSync>();
  const statementOf = (conditions: readonly Condition[]): StatementSync => {
    const text = `SELECT CAST(point AS REAL) FROM (${textOf(conditions)}) GROUP BY point ORDER BY point`;
    const known = prepared.get(text);
    if (known !== undefined) return known;
    if (prepared.size >= mostStatements) prepared.clear();
    const statement = db.prepare(text);
    statement.setReturnArrays(true);
    prepared.set(text, statement);
    return statement;
  };
  return (place, conditions) => {
    const values: SQLInputValue[] = conditions.flatMap(({ field, anyOf }) => [place, field, ...anyOf]);
    const rows = statementOf(conditions).all(...values) as unknown as readonly (readonly [number])[];
    return Float64Array.from(rows, ([point]) => point);
  };
};
