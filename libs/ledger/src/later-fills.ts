/** Fills of an asset after a time, with what each did, in pages: however many there are, one page is in memory. */
import { sql, type Selectable, type Transaction } from '@streamforge/relational/port';
import { amounts } from './amounts.ts';
import type { BookableFill, Effect } from './books.ts';
import { closesOf } from './closes.ts';
import type { LedgerTables } from './tables.ts';

/** Rows read together. */
const PAGE = 500;

export interface BookedFill extends BookableFill {
  readonly row: Selectable<LedgerTables['ledger_fills']>;
  readonly effect: Effect;
}

export interface AccountAsset {
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
}

/** In the order in which they count, or against it. What a page says may be changed before the next one is read. */
export async function* laterFills(
  trx: Transaction<LedgerTables>, { account, exchange, symbol }: AccountAsset, time: number, order: 'asc' | 'desc',
): AsyncGenerator<readonly BookedFill[]> {
  for (let last: BookedFill['row'] | undefined; ;) {
    const beyond = order === 'asc' ? sql.raw('>') : sql.raw('<');
    const from = last;
    const rows = await trx.selectFrom('ledger_fills').selectAll().where('account', '=', account).where('exchange', '=', exchange).where('symbol', '=', symbol)
      .where('time', '>', time)
      .$if(from !== undefined, (query) => query.where(sql<boolean>`(time, sequence) ${beyond} (${from?.time}, ${from?.sequence})`))
      .orderBy('time', order).orderBy('sequence', order).limit(PAGE).execute();
    if (rows.length === 0) return;
    const closedBy = await closesOf(trx, account, rows);
    yield rows.map((row) => ({
      row,
      fill: row,
      feeInQuote: row.fee_quote,
      effect: { cost: amounts('cost', row), realised: amounts('realised', row), closed: closedBy(row) },
    }));
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
