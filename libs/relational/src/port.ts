/**
 * The relational port: tables with transactions, reached through Kysely, the same on SQLite and on Postgres. Whoever keeps to it can't tell
 * them apart:
 *
 * - A transaction is all or nothing, seen by nobody before it commits. After a statement of it fails, it takes no other and can't commit.
 *   Two transactions that change the same row wait for each other; what must still hold then stands in the WHERE of the change
 *   (`WHERE position = expected`) and shows in the number of rows changed.
 * - Text is compared and ordered by its bytes. NUL and what is not Unicode are refused (`REQUEST_INVALID`), as are dates, arrays and objects:
 *   times are epoch milliseconds, JSON is text.
 * - Whole numbers come back as numbers, beyond 2^53 as bigint. Sums of them are cast: `CAST(sum(n) AS bigint)`.
 * - Decimals are made by `decimal()`, kept to the last digit, and never compared, ordered or reckoned with in SQL.
 * - Where NULL is ordered, it is said: `nulls first` or `nulls last`. FOR UPDATE and SKIP LOCKED may be written: where one transaction at a
 *   time writes, they mean nothing and are left out.
 */
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { ColumnTypes } from './columns.ts';

export { sql, type Generated, type Kysely, type Selectable, type Transaction } from 'kysely';

/** One step of a schema, applied once and never changed afterwards. */
export interface Migration {
  readonly name: string;
  /** SQL statements; columns are declared through `column`, so that both databases get their own types. */
  readonly up: (column: ColumnTypes) => readonly string[];
}

export interface Relational {
  readonly dialect: 'sqlite' | 'postgres';
  /** SQL for the database's own time in epoch milliseconds: what several processes decide by time, they decide by one clock. */
  readonly now: RawBuilder<number>;
  /** Queries, each a transaction of its own. */
  query<Schema>(): Kysely<Schema>;
  /**
   * Runs `work` in one transaction; what it throws rolls back and is thrown on. Work that got in another transaction's way is run again, so it
   * has no effects but those on the database.
   */
  transaction<Schema, Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  /**
   * Brings an owner's tables (a service's or a library's) to the newest step. Safe to call from several processes at once. Rejects with
   * TerminalError `DATA_NEWER` where the database has steps that this program does not know.
   */
  migrate(owner: string, migrations: readonly Migration[]): Promise<void>;
  /** Resolves when the database answers within two seconds. */
  ping(): Promise<void>;
  /** Waits a while for transactions in flight. Later calls are refused with `STORE_UNAVAILABLE`. */
  close(): Promise<void>;
}
