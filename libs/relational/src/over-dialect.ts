import { Kysely, sql, type Dialect, type Transaction } from 'kysely';
import type { ColumnTypes } from './columns.ts';
import { migrate } from './migrate.ts';
import type { Relational } from './port.ts';

export interface DialectParts {
  readonly name: Relational['dialect'];
  readonly dialect: Dialect;
  readonly columns: ColumnTypes;
  /** Whether a transaction that failed with this may pass when it is run again. */
  readonly mayPassAgain: (error: unknown) => boolean;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const nowIn: Readonly<Record<Relational['dialect'], string>> = {
  sqlite: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
  postgres: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)',
};

/** How often work is run that keeps getting in another transaction's way. */
const ATTEMPTS = 5;

/** The port over one database. */
export const overDialect = ({ name, dialect, columns, mayPassAgain, ping, close }: DialectParts): Relational => {
  const db = new Kysely<unknown>({ dialect });
  const transaction = async <Schema, Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (db as Kysely<Schema>).transaction().execute(work);
      } catch (error) {
        if (attempt === ATTEMPTS || !mayPassAgain(error)) throw error;
      }
    }
  };
  return {
    dialect: name,
    now: sql.raw<number>(nowIn[name]),
    query: <Schema>() => db as Kysely<Schema>,
    transaction,
    migrate: (owner, migrations) => migrate({ dialect: name, transaction }, columns, owner, migrations),
    ping,
    close,
  };
};
