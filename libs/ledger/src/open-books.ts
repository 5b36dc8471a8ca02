/** The books of a batch's accounts: read from the ledger, changed by its fills, and written back. */
import { LotMethod } from '@streamforge/contracts/events/roi';
import { money } from '@streamforge/portfolio/money';
import type { Lot, Position } from '@streamforge/portfolio/lots';
import { insertable, type Decimal } from '@streamforge/relational/columns';
import type { Selectable, Transaction } from '@streamforge/relational/port';
import { amountOf, amounts, column, columns } from './amounts.ts';
import { byMethod, type AssetBooks } from './books.ts';
import type { ByMethod } from './rows.ts';
import type { LedgerTables } from './tables.ts';

type Trx = Transaction<LedgerTables>;
type LotRow = Selectable<LedgerTables['ledger_lots']>;
type HoldingRow = Selectable<LedgerTables['ledger_holdings']>;

/** An account's books of one asset; `before` is what is stored of its lots. */
export interface OpenBooks {
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  books: AssetBooks;
  readonly before: ByMethod<Position>;
}

/** `exchange:symbol`, one name for an asset. */
export const assetOf = ({ exchange, symbol }: { readonly exchange: string; readonly symbol: string }): string => `${exchange}:${symbol}`;

/** One name for an asset of an account: none of the parts holds a colon. */
export const bookName = (of: { readonly account: string; readonly exchange: string; readonly symbol: string }): string => `${of.account}:${assetOf(of)}`;

const lotOf = ({ fill, time, quantity, cost }: LotRow): Lot => ({ fill, time, quantity, cost });

const positionOf = (method: LotMethod, rows: readonly LotRow[]): Position =>
  ({ method, direction: rows[0]?.direction ?? 'flat', lots: rows.map(lotOf) });

const booksOf = (row: HoldingRow, lots: readonly LotRow[]): OpenBooks => {
  const positions = byMethod((method) => positionOf(method, lots.filter((lot) => lot.method === method)));
  return {
    account: row.account,
    exchange: row.exchange,
    symbol: row.symbol,
    before: positions,
    books: {
      positions,
      quantity: money(row.quantity),
      cost: amounts('cost', row),
      realised: amounts('realised', row),
      fees: money(row.fees),
      lastTime: row.last_time,
      lastPrice: row.last_price,
    },
  };
};

export interface StoredBooks {
  /** By `bookName`. */
  readonly books: Map<string, OpenBooks>;
  /** Numbers of the fills that opened lots, by `fillName`. */
  readonly sequences: Map<string, number>;
}

/** One name for a fill of an account. */
export const fillName = (account: string, fill: string): string => `${account}:${fill}`;

/** What the ledger has of these accounts’ assets. */
export const readBooks = async (trx: Trx, accounts: readonly string[], assets: readonly string[]): Promise<StoredBooks> => {
  const held = await trx.selectFrom('ledger_holdings').selectAll().where('account', 'in', accounts).where('asset', 'in', assets).execute();
  const symbols = [...new Set(held.map(({ symbol }) => symbol))];
  const lots = symbols.length === 0 ? [] : await trx.selectFrom('ledger_lots').selectAll()
    .where('account', 'in', accounts).where('symbol', 'in', symbols).orderBy('time').orderBy('sequence').execute();
  const byBook = Map.groupBy(lots, bookName);
  return {
    books: new Map(held.map((row) => [bookName(row), booksOf(row, byBook.get(bookName(row)) ?? [])])),
    sequences: new Map(lots.map(({ account, fill, sequence }) => [fillName(account, fill), sequence])),
  };
};

const same = (a: Lot | undefined, b: Lot): boolean => a !== undefined && a.quantity === b.quantity && a.cost === b.cost;

type LotKey = Pick<LotRow, 'account' | 'exchange' | 'symbol' | 'method'>;

/** Writes lots that are new or changed, and removes those that were closed. Fills whose number is not in `sequences` are stored. */
export const writeLots = async (trx: Trx, opened: readonly OpenBooks[], sequences: ReadonlyMap<string, number>): Promise<void> => {
  const changed: (LotKey & { readonly direction: 'long' | 'short'; readonly lot: Lot })[] = [];
  for (const { account, exchange, symbol, before: positions, books } of opened) {
    for (const method of LotMethod.options) {
      const [before, after] = [positions[method], books.positions[method]];
      const left = new Set(after.lots.map(({ fill }) => fill));
      const closed = before.lots.map(({ fill }) => fill).filter((fill) => !left.has(fill));
      for (const slice of insertable(closed, 1)) {
        await trx.deleteFrom('ledger_lots').where('account', '=', account).where('exchange', '=', exchange).where('symbol', '=', symbol)
          .where('method', '=', method).where('fill', 'in', slice).execute();
      }
      const { direction } = after;
      if (direction === 'flat') continue;
      const known = new Map(before.lots.map((lot) => [lot.fill, lot]));
      for (const lot of after.lots) if (!same(known.get(lot.fill), lot)) changed.push({ account, exchange, symbol, method, direction, lot });
    }
  }
  const sequenceOf = await sequencesOf(trx, changed.map(({ account, lot: { fill } }) => ({ account, fill })), sequences);
  const rows = changed.map(({ lot: { fill, time, quantity, cost }, ...key }) =>
    ({ ...key, fill, time, sequence: sequenceOf(key.account, fill), quantity: amountOf(quantity), cost: amountOf(cost) }));
  for (const slice of insertable(rows, 10)) {
    await trx.insertInto('ledger_lots').values(slice).onConflict((conflict) => conflict.columns(['account', 'exchange', 'symbol', 'method', 'fill'])
      .doUpdateSet(({ ref }) => ({ quantity: ref('excluded.quantity'), cost: ref('excluded.cost') }))).execute();
  }
};

/** Numbers of fills: those that are not known are of lots that a late fill left open, and are read. */
const sequencesOf = async (
  trx: Trx, wanted: readonly { readonly account: string; readonly fill: string }[], known: ReadonlyMap<string, number>,
): Promise<(account: string, fill: string) => number> => {
  const found = new Map(known);
  const missing = wanted.filter(({ account, fill }) => !found.has(fillName(account, fill)));
  for (const [account, some] of Map.groupBy(missing, (one) => one.account)) {
    for (const ids of insertable([...new Set(some.map(({ fill }) => fill))], 2)) {
      const rows = await trx.selectFrom('ledger_fills').select(['id', 'sequence']).where('account', '=', account).where('id', 'in', ids).execute();
      for (const { id, sequence } of rows) found.set(fillName(account, id), sequence);
    }
  }
  return (account, fill) => found.get(fillName(account, fill)) ?? 0;
};

/** Writes what each account has of each asset now. */
export const writeHoldings = async (trx: Trx, opened: readonly OpenBooks[]): Promise<void> => {
  const rows = opened.map(({ account, exchange, symbol, books }) => ({
    account, exchange, symbol,
    asset: assetOf({ exchange, symbol }),
    held: !books.quantity.eq(0),
    quantity: column(books.quantity),
    ...columns('cost', books.cost),
    ...columns('realised', books.realised),
    fees: column(books.fees),
    last_time: books.lastTime,
    last_price: books.lastPrice as Decimal,
  }));
  for (const slice of insertable(rows, 15)) {
    await trx.insertInto('ledger_holdings').values(slice).onConflict((conflict) => conflict.columns(['account', 'exchange', 'symbol'])
      .doUpdateSet(({ ref }) => ({
        held: ref('excluded.held'), quantity: ref('excluded.quantity'),
        cost_fifo: ref('excluded.cost_fifo'), cost_lifo: ref('excluded.cost_lifo'), cost_average: ref('excluded.cost_average'),
        realised_fifo: ref('excluded.realised_fifo'), realised_lifo: ref('excluded.realised_lifo'), realised_average: ref('excluded.realised_average'),
        fees: ref('excluded.fees'), last_time: ref('excluded.last_time'), last_price: ref('excluded.last_price'),
      }))).execute();
  }
};
