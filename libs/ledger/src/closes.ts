/** What fills closed and whose quantity that was, by each method. */
import type { Closed } from '@streamforge/portfolio/lots';
import { insertable } from '@streamforge/relational/columns';
import type { Kysely, Selectable, Transaction } from '@streamforge/relational/port';
import { amountOf } from './amounts.ts';
import { byMethod } from './books.ts';
import type { ByMethod } from './rows.ts';
import type { LedgerTables } from './tables.ts';

export interface FillCloses {
  readonly account: string;
  readonly fill: string;
  /** By every method or by none. */
  readonly closed: ByMethod<Closed | undefined>;
}

type FillRow = Selectable<LedgerTables['ledger_fills']>;
type WrittenLot = readonly [fill: string, time: number, quantity: string, cost: string];

const writtenLots = ({ lots }: Closed): string => JSON.stringify(lots.map(({ fill, time, quantity, cost }): WrittenLot => [fill, time, quantity, cost]));

const lotsOf = (written: string): Closed['lots'] =>
  (JSON.parse(written) as readonly WrittenLot[]).map(([fill, time, quantity, cost]) => ({ fill, time, quantity, cost }));

/** Writes what fills closed; those that closed nothing have no row. */
export const writeCloses = async (trx: Transaction<LedgerTables>, made: readonly FillCloses[]): Promise<void> => {
  const rows = made.flatMap(({ account, fill, closed: { fifo, lifo, average } }) => {
    if (fifo === undefined || lifo === undefined || average === undefined) return [];
    const { direction, quantity, amount } = fifo;
    return [{
      account, fill, direction, quantity: amountOf(quantity), amount: amountOf(amount),
      cost_fifo: amountOf(fifo.cost), cost_lifo: amountOf(lifo.cost), cost_average: amountOf(average.cost),
      lots_fifo: writtenLots(fifo), lots_lifo: writtenLots(lifo), lots_average: writtenLots(average),
    }];
  });
  for (const slice of insertable(rows, 11)) await trx.insertInto('ledger_closes').values(slice).execute();
};

/** Removes what these fills closed. */
export const removeCloses = async (trx: Transaction<LedgerTables>, account: string, fills: readonly string[]): Promise<void> => {
  for (const slice of insertable(fills, 2)) await trx.deleteFrom('ledger_closes').where('account', '=', account).where('fill', 'in', slice).execute();
};

/** What fills of an account closed, as `apply` had said it. */
export const closesOf = async (
  database: Kysely<LedgerTables>, account: string, fills: readonly FillRow[],
): Promise<(fill: FillRow) => ByMethod<Closed | undefined>> => {
  const ids = fills.map(({ id }) => id);
  const rows = await database.selectFrom('ledger_closes').selectAll().where('account', '=', account).where('fill', 'in', ids).execute();
  const found = new Map(rows.map((row) => [row.fill, row]));
  return (fill) => {
    const close = found.get(fill.id);
    return byMethod((method) => close && {
      fill: fill.id, time: fill.time, direction: close.direction, quantity: close.quantity, amount: close.amount,
      cost: close[`cost_${method}`], gross: fill[`realised_${method}`], lots: lotsOf(close[`lots_${method}`]),
    });
  };
};
