/** The books of a batch's accounts: read from the ledger, changed by its fills, and written back. */
import { money } from '@streamforge/portfolio/money';
import type { Lot, Position } from '@streamforge/portfolio/lots';
import { decimal, insertable, type Decimal } from '@streamforge/relational/columns';
import type { Selectable, Transaction } from '@streamforge/relational/port';
import { amounts, column, columns } from './amounts.ts';
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

export const assetOf = ({ exchange, symbol }: { readonly exchange: string; readonly symbol: string }): string => `${exchange}:${symbol}`;

/** One name for an asset of an account: none of the parts holds a colon. */
export const bookName = (of: { readonly account: string; readonly exchange: string; readonly symbol: string }): string => `${of.account}:${assetOf(of)}`;

const lotOf = ({ fill, time, quantity, cost }: LotRow): Lot => ({ fill, time, quantity, cost });

const positionOf = (method: 'fifo' | 'average', rows: readonly LotRow[]): Position =>
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

export const fillName = (account: string, fill: string): string => `${account}:${fill}`;

/** What the ledger has of these accounts’ assets. */
export const readBooks = async (trx: Trx, accounts: readonly string[], assets: readonly string[]): Promise<StoredBooks> => {
  const held = await trx.selectFrom('ledger_holdings').selectAll().where('account', 'in', accounts).where('asset', 'in', assets).execute();
  const symbols = [...new Set(held.map(({ symbol }) => symbol))];
  const lots = symbols.length === 0 ? [] : await trx.selectFrom('ledger_lots').selectAll()
    .where('account', 'in', accounts).where('symbol', 'in', symbols).orderBy('sequence').execute();
  const byBook = Map.groupBy(lots, bookName);
  return {
    books: new Map(held.map((row) => [bookName(row), booksOf(row, byBook.get(bookName(row)) ?? [])])),
    sequences: new Map(lots.map(({ account, fill, sequence }) => [fillName(account, fill), sequence])),
  };
};

const same = (a: Lot | undefined, b: Lot): boolean => a !== undefined && a.quantity === b.quantity && a.cost === b.cost;

/** Writes lots that are new or changed, and removes those that were closed. */
export const writeLots = async (trx: Trx, opened: readonly OpenBooks[], sequences: ReadonlyMap<string, number>): Promise<void> => {
  const changed: LotRow[] = [];
  for (const book of opened) {
    const { account, exchange, symbol } = book;
    const sequenceOf = ({ fill }: Lot): number => sequences.get(fillName(account, fill)) ?? 0;
    for (const method of ['fifo', 'average'] as const) {
      const [before, after] = [book.before[method], book.books.positions[method]];
      const left = new Set(after.lots.map(({ fill }) => fill));
      const closed = before.lots.filter(({ fill }) => !left.has(fill)).map(sequenceOf);
      for (const slice of insertable(closed, 1)) {
        await trx.deleteFrom('ledger_lots').where('account', '=', account).where('exchange', '=', exchange).where('symbol', '=', symbol)
          .where('method', '=', method).where('sequence', 'in', slice).execute();
      }
      if (after.direction === 'flat') continue;
      const { direction } = after;
      const known = new Map(before.lots.map((lot) => [lot.fill, lot]));
      changed.push(...after.lots.filter((lot) => !same(known.get(lot.fill), lot)).map((lot) => ({
        account, exchange, symbol, method, direction,
        sequence: sequenceOf(lot), fill: lot.fill, time: lot.time, quantity: decimal(lot.quantity), cost: decimal(lot.cost),
      })));
    }
  }
  for (const slice of insertable(changed, 10)) {
    await trx.insertInto('ledger_lots').values(slice).onConflict((conflict) => conflict.columns(['account', 'exchange', 'symbol', 'method', 'sequence'])
      .doUpdateSet(({ ref }) => ({ quantity: ref('excluded.quantity'), cost: ref('excluded.cost') }))).execute();
  }
};

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
  for (const slice of insertable(rows, 13)) {
    await trx.insertInto('ledger_holdings').values(slice).onConflict((conflict) => conflict.columns(['account', 'exchange', 'symbol'])
      .doUpdateSet(({ ref }) => ({
        held: ref('excluded.held'), quantity: ref('excluded.quantity'),
        cost_fifo: ref('excluded.cost_fifo'), cost_average: ref('excluded.cost_average'),
        realised_fifo: ref('excluded.realised_fifo'), realised_average: ref('excluded.realised_average'),
        fees: ref('excluded.fees'), last_time: ref('excluded.last_time'), last_price: ref('excluded.last_price'),
      }))).execute();
  }
};
