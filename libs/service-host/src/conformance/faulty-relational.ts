import type { Source } from '@streamforge/document-store/port';
import type { Relational, Transaction } from '@streamforge/relational/port';

/** The object itself, with some of its methods in another's place: builders keep private state, so methods are called on what they are of. */
const withMethods = <Target extends object>(target: Target, others: Readonly<Record<string, (...given: never[]) => unknown>>): Target =>
  new Proxy(target, {
    get: (_, name) => {
      const other = typeof name === 'string' ? others[name] : undefined;
      if (other !== undefined) return other;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) as unknown : value;
    },
  });

const named = (row: object): row is Source => 'topic' in row && 'partition' in row;

/** A relational port in whose transactions a row that names the record it comes from is put before `check` first. */
export const faultyRelational = (relational: Relational, check: (source: Source) => void): Relational => ({
  ...relational,
  transaction: (work) => relational.transaction(async (trx: Transaction<never>) => {
    const insertInto = (table: never): unknown => {
      const insert = trx.insertInto(table);
      const values = (rows: never): unknown => {
        for (const row of [rows].flat() as readonly object[]) if (named(row)) check(row);
        return insert.values(rows);
      };
      return withMethods(insert, { values });
    };
    return await work(withMethods(trx, { insertInto }) as never);
  }),
});
