/** Points of an account’s equity. */
import { decimal, insertable } from '@streamforge/relational/columns';
import type { Selectable, Transaction } from '@streamforge/relational/port';
import type { EquityPoint } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** Points of one account in a stretch of event time, computed from the account as it was at `version`. */
export interface PointStretch {
  readonly account: string;
  readonly version: number;
  /** Inclusive. */
  readonly from: number;
  /** Exclusive; Infinity is the end. */
  readonly to: number;
  /** All there are in the stretch: others that are stored there are removed. */
  readonly points: readonly EquityPoint[];
}

/** Writes the points of a stretch; false, and nothing, where the account has changed since. */
export const keepPoints = async (trx: Transaction<LedgerTables>, { account, version, from, to, points }: PointStretch): Promise<boolean> => {
  const { numUpdatedRows } = await trx.updateTable('ledger_accounts').set({ version: version + 1 })
    .where('account', '=', account).where('version', '=', version).executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await trx.deleteFrom('ledger_points').where('account', '=', account).where('time', '>=', from)
    .$if(Number.isFinite(to), (query) => query.where('time', '<', to)).execute();
  for (const slice of insertable(points, 12)) await trx.insertInto('ledger_points').values(slice.map((point) => rowOf(account, point))).execute();
  return true;
};

const rowOf = (account: string, { time, equity, realised, unrealised, fees, roi, fills }: EquityPoint): LedgerTables['ledger_points'] => ({
  account, time, fills,
  equity: decimal(equity),
  realised_fifo: decimal(realised.fifo),
  realised_lifo: decimal(realised.lifo),
  realised_average: decimal(realised.average),
  unrealised_fifo: decimal(unrealised.fifo),
  unrealised_lifo: decimal(unrealised.lifo),
  unrealised_average: decimal(unrealised.average),
  fees: decimal(fees),
  roi: decimal(roi),
});

/** The point that a row holds. */
export const pointOf = (row: Selectable<LedgerTables['ledger_points']>): EquityPoint => ({
  time: row.time,
  equity: row.equity,
  realised: { fifo: row.realised_fifo, lifo: row.realised_lifo, average: row.realised_average },
  unrealised: { fifo: row.unrealised_fifo, lifo: row.unrealised_lifo, average: row.unrealised_average },
  fees: row.fees,
  roi: row.roi,
  fills: row.fills,
});
