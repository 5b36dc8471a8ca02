/** What all fills of an account amount to. */
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { Interval } from '@streamforge/contracts/interval';
import { money, ZERO, type Money } from '@streamforge/portfolio/money';
import { decimal, insertable } from '@streamforge/relational/columns';
import type { Kysely, Selectable } from '@streamforge/relational/port';
import { amounts, column, columns } from './amounts.ts';
import { byMethod } from './books.ts';
import { sourceOf } from './recorded.ts';
import type { ByMethod } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** What an account begins with, and where the points of its equity lie: taken when its first fill is booked. */
export interface Beginning {
  readonly capital: string;
  readonly grid: Interval;
}

export interface AccountSums extends Beginning {
  readonly account: string;
  readonly fills: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly realised: ByMethod<Money>;
  readonly fees: Money;
  /** Grows with each change of the account’s fills or points. */
  readonly version: number;
  /** The record of its last fill in partition order. */
  readonly source: CoordinatesOfRecord;
}

/** An account before its first fill, which is at `time`. */
export const begun = (account: string, time: number, source: CoordinatesOfRecord, beginning: Beginning): AccountSums => ({
  ...beginning, account, source,
  fills: 0, firstTime: time, lastTime: time, realised: byMethod(() => ZERO), fees: ZERO, version: 0,
});

const sumsOf = (row: Selectable<LedgerTables['ledger_accounts']>): AccountSums => ({
  account: row.account,
  capital: row.capital,
  grid: row.grid as Interval,
  fills: row.fills,
  firstTime: row.first_time,
  lastTime: row.last_time,
  realised: amounts('realised', row),
  fees: money(row.fees),
  version: row.version,
  source: sourceOf(row),
});

/** In a transaction, nobody else changes these accounts until it ends. */
export const readSums = async (database: Kysely<LedgerTables>, accounts: readonly string[]): Promise<Map<string, AccountSums>> => {
  const wanted = database.selectFrom('ledger_accounts').selectAll().where('account', 'in', accounts).orderBy('account');
  const rows = await (database.isTransaction ? wanted.forUpdate() : wanted).execute();
  return new Map(rows.map((row) => [row.account, sumsOf(row)]));
};

/** Of every account, by name. */
export const readAllSums = async (database: Kysely<LedgerTables>): Promise<readonly AccountSums[]> =>
  (await database.selectFrom('ledger_accounts').selectAll().orderBy('account').execute()).map(sumsOf);

/** Writes the sums with the next version. */
export const writeSums = async (database: Kysely<LedgerTables>, sums: readonly AccountSums[]): Promise<void> => {
  const rows = sums.map((one) => ({
    account: one.account,
    capital: decimal(one.capital),
    grid: one.grid,
    fills: one.fills,
    first_time: one.firstTime,
    last_time: one.lastTime,
    ...columns('realised', one.realised),
    fees: column(one.fees),
    version: one.version + 1,
    ...one.source,
  }));
  for (const slice of insertable(rows, 14)) {
    await database.insertInto('ledger_accounts').values(slice).onConflict((conflict) => conflict.column('account').doUpdateSet(({ ref }) => ({
      fills: ref('excluded.fills'), first_time: ref('excluded.first_time'), last_time: ref('excluded.last_time'),
      realised_fifo: ref('excluded.realised_fifo'), realised_lifo: ref('excluded.realised_lifo'), realised_average: ref('excluded.realised_average'),
      fees: ref('excluded.fees'),
      version: ref('excluded.version'), topic: ref('excluded.topic'), partition: ref('excluded.partition'), offset: ref('excluded.offset'),
    }))).execute();
  }
};
