import type { Source } from '@streamforge/document-store/port';
import type { Relational, Transaction } from '@streamforge/relational/port';
import type { NewJob } from '../jobs/job.ts';

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

/** What is looked at before a row is put; each throws to refuse it. */
export interface RowChecks {
  /** Of a row that names the record it comes from. */
  readonly source: (source: Source) => void;
  /** Of a job that is accepted. */
  readonly job: (job: NewJob) => void;
}

interface Inserting {
  insertInto(table: never): { values(rows: never): unknown };
}

const checked = <Db extends Inserting>(db: Db, { source, job }: RowChecks): Db => {
  const insertInto = (table: never): unknown => {
    const insert = db.insertInto(table);
    const values = (rows: never): unknown => {
      for (const row of [rows].flat() as readonly object[]) {
        if (named(row)) source(row);
        if (table === 'jobs') job(row as unknown as NewJob);
      }
      return insert.values(rows);
    };
    return withMethods(insert, { values });
  };
  return withMethods(db, { insertInto });
};

/** A relational port that puts no row before it is checked. */
export const faultyRelational = (relational: Relational, checks: RowChecks): Relational => ({
  ...relational,
  query: <Schema>() => checked(relational.query<Schema>() as never, checks),
  transaction: (work) => relational.transaction(async (trx: Transaction<never>) => await work(checked(trx as never, checks))),
});
