/** What the points of an account’s equity are made from: what it amounts to now, and what its later fills changed. */
import { money, type Money } from '@streamforge/portfolio/money';
import { sql, type Kysely } from '@streamforge/relational/port';
import { readSums, type AccountSums } from './account-sums.ts';
import { amounts } from './amounts.ts';
import { assetOf } from './open-books.ts';
import type { ByMethod } from './rows.ts';
import type { LedgerTables } from './tables.ts';

export interface StandingAsset {
  readonly exchange: string;
  readonly symbol: string;
  readonly quantity: Money;
  readonly cost: ByMethod<Money>;
  /** Time and price of its last fill in event time. */
  readonly lastTime: number;
  readonly lastPrice: string;
}

export interface Standing {
  readonly sums: AccountSums;
  /** By `exchange:symbol`. */
  readonly assets: ReadonlyMap<string, StandingAsset>;
}

/** A time with all its fills; with a number, up to that of these fills. */
export interface Moment {
  readonly time: number;
  readonly sequence?: number;
}

/** A fill as a change of sums: what it does to them does not depend on what else was summed before it. */
export interface FillChange extends Required<Moment> {
  readonly exchange: string;
  readonly symbol: string;
  readonly price: string;
  readonly quantity: Money;
  readonly cost: ByMethod<Money>;
  readonly realised: ByMethod<Money>;
  readonly fee: Money;
}

/** What an account has of one of the assets that were asked for. */
export interface Holder {
  readonly account: string;
  readonly asset: string;
  /** Whether anything is open now. */
  readonly held: boolean;
  readonly lastTime: number;
}

/** Undefined for an account without fills. The version is read first: what is read after it is at least as new. */
export const readStanding = async (database: Kysely<LedgerTables>, account: string): Promise<Standing | undefined> => {
  const sums = (await readSums(database, [account])).get(account);
  if (sums === undefined) return undefined;
  const rows = await database.selectFrom('ledger_holdings')
    .select(['exchange', 'symbol', 'quantity', 'cost_fifo', 'cost_lifo', 'cost_average', 'last_time', 'last_price']).where('account', '=', account).execute();
  return {
    sums,
    assets: new Map(rows.map((row) => [assetOf(row), {
      exchange: row.exchange,
      symbol: row.symbol,
      quantity: money(row.quantity),
      cost: amounts('cost', row),
      lastTime: row.last_time,
      lastPrice: row.last_price,
    }])),
  };
};

/** Fills read together. */
export const CHANGES_PAGE = 1_000;

/**
 * Fills after a moment in the order in which they count, `CHANGES_PAGE` at most: of one time in the order of their partition. After the last of
 * a page the next one goes on.
 */
export const fillsAfter = async (database: Kysely<LedgerTables>, account: string, after: Moment): Promise<readonly FillChange[]> => {
  const rows = await database.selectFrom('ledger_fills')
    .select(['exchange', 'symbol', 'side', 'time', 'sequence', 'quantity', 'price', 'fee_quote'])
    .select(['cost_fifo', 'cost_lifo', 'cost_average', 'realised_fifo', 'realised_lifo', 'realised_average'])
    .where('account', '=', account).where(sql<boolean>`(time, sequence) > (${after.time}, ${after.sequence ?? Number.MAX_SAFE_INTEGER})`)
    .orderBy('time').orderBy('sequence').limit(CHANGES_PAGE).execute();
  return rows.map((row) => ({
    exchange: row.exchange,
    symbol: row.symbol,
    time: row.time,
    sequence: row.sequence,
    price: row.price,
    quantity: row.side === 'buy' ? money(row.quantity) : money(row.quantity).times(-1),
    cost: amounts('cost', row),
    realised: amounts('realised', row),
    fee: money(row.fee_quote),
  }));
};

/** Price of the last fill of an asset at or before a time. */
export const priceAt = async (
  database: Kysely<LedgerTables>, account: string, { exchange, symbol }: Pick<StandingAsset, 'exchange' | 'symbol'>, time: number,
): Promise<string | undefined> => {
  const row = await database.selectFrom('ledger_fills').select('price').where('account', '=', account).where('time', '<=', time)
    .where('exchange', '=', exchange).where('symbol', '=', symbol).orderBy('time', 'desc').orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  return row?.price;
};

/** Accounts that have or had any of these assets. */
export const holdersOf = async (database: Kysely<LedgerTables>, assets: readonly string[]): Promise<readonly Holder[]> => {
  const rows = await database.selectFrom('ledger_holdings').select(['account', 'asset', 'held', 'last_time']).where('asset', 'in', assets).execute();
  return rows.map(({ account, asset, held, last_time: lastTime }) => ({ account, asset, held, lastTime }));
};
