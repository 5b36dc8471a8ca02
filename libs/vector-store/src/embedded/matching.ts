/** The points of a place that match a filter: all of them, the few of a narrow one, or whether one does. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Condition } from '../labels.ts';

export interface Matching {
  /** Every point that matches, ascending; at least one condition. */
  all(place: number, conditions: readonly Condition[]): Float64Array<ArrayBuffer>;
  /** The same where one of the conditions alone leaves few; undefined where none does. */
  few(place: number, conditions: readonly Condition[]): Float64Array<ArrayBuffer> | undefined;
  /** Whether a point matches. */
  has(place: number, conditions: readonly Condition[]): (point: number) => boolean;
}

/** Beyond so many points it is cheaper to ask of the best ones whether they match. */
const fewPoints = 2_000;

/** Conditions come in few shapes; a caller with ever new ones must not fill the memory with statements. */
const mostStatements = 100;

const labelled = ({ anyOf }: Condition): string =>
  `FROM labels WHERE place = ? AND field = ? AND value IN (${anyOf.map(() => '?').join(', ')})`;

const valuesOf = (place: number, { field, anyOf }: Condition): readonly SQLInputValue[] => [place, field, ...anyOf];

export const matching = (db: DatabaseSync): Matching => {
  const prepared = new Map<string, StatementSync>();
  const statement = (text: string): StatementSync => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    if (prepared.size >= mostStatements) prepared.clear();
    const made = db.prepare(text);
    made.setReturnArrays(true);
    prepared.set(text, made);
    return made;
  };
  const pointsOf = (text: string, values: readonly SQLInputValue[]): Float64Array<ArrayBuffer> =>
    Float64Array.from(statement(text).all(...values) as unknown as readonly (readonly [number])[], ([point]) => point);

  const all: Matching['all'] = (place, conditions) => {
    const each = conditions.map((condition) => `SELECT point ${labelled(condition)}`).join(' INTERSECT ');
    const values = conditions.flatMap((condition) => valuesOf(place, condition));
    return pointsOf(`SELECT CAST(point AS REAL) FROM (${each}) GROUP BY point ORDER BY point`, values);
  };

  const has: Matching['has'] = (place, conditions) => {
    const asked = conditions.map((condition) => {
      const ask = statement(`SELECT 1 ${labelled(condition)} AND point = ?`);
      return { ask, values: valuesOf(place, condition) };
    });
    return (point) => asked.every(({ ask, values }) => ask.get(...values, point) !== undefined);
  };

  return {
    all, has,
    few: (place, conditions) => {
      const narrow = conditions.find((condition) => {
        const counted = statement(`SELECT count(*) FROM (SELECT 1 ${labelled(condition)} LIMIT ${fewPoints + 1})`);
        const [labels = 0] = counted.get(...valuesOf(place, condition)) as unknown as readonly number[];
        return labels <= fewPoints;
      });
      if (narrow === undefined) return undefined;
      const rest = has(place, conditions.filter((condition) => condition !== narrow));
      return all(place, [narrow]).filter(rest);
    },
  };
};
