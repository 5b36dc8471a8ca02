import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { Closed } from '@streamforge/portfolio/lots';
import { insertable } from '@streamforge/relational/columns';
import type { Kysely } from '@streamforge/relational/port';
import { byMethod } from '../books.ts';
import { closesOf } from '../closes.ts';
import type { LedgerPage } from '../reader.ts';
import { sourceOf } from '../recorded.ts';
import type { ConsumedFill, LedgerClose, LedgerFill } from '../rows.ts';
import type { LedgerTables } from '../tables.ts';

/** Records of fills, by id. */
const sourcesOf = async (database: Kysely<LedgerTables>, account: string, ids: readonly string[]): Promise<ReadonlyMap<string, CoordinatesOfRecord>> => {
  const found = new Map<string, CoordinatesOfRecord>();
  for (const slice of insertable(ids, 1)) {
    const rows = await database.selectFrom('ledger_fills').select(['id', 'topic', 'partition', 'offset']).where('account', '=', account).where('id', 'in', slice).execute();
    for (const row of rows) found.set(row.id, sourceOf(row));
  }
  return found;
};

const answered = (closed: Closed | undefined, sources: ReadonlyMap<string, CoordinatesOfRecord>): LedgerClose | null => {
  if (closed === undefined) return null;
  const { direction, quantity, amount, cost, gross, lots } = closed;
  return {
    direction, quantity, amount, cost, gross,
    consumed: lots.flatMap((lot): ConsumedFill[] => {
      const source = sources.get(lot.fill);
      return source === undefined ? [] : [{ fill: lot.fill, source, quantity: lot.quantity, cost: lot.cost }];
    }),
  };
};

/** Fills of an account, newest first, with what each closed and whose quantity that was. */
export const fillsOf = async (database: Kysely<LedgerTables>, account: string, { limit, before }: LedgerPage): Promise<readonly LedgerFill[]> => {
  const rows = await database.selectFrom('ledger_fills').selectAll().where('account', '=', account)
    .$if(before !== undefined, (query) => query.where('sequence', '<', before ?? 0)).orderBy('sequence', 'desc').limit(limit).execute();
  if (rows.length === 0) return [];
  const closedBy = await closesOf(database, account, rows);
  const all = rows.map((row) => ({ row, closed: closedBy(row) }));
  const openers = all.flatMap(({ closed }) => Object.values(closed)).flatMap((closed) => closed?.lots.map(({ fill }) => fill) ?? []);
  const sources = await sourcesOf(database, account, [...new Set(openers)]);
  return all.map(({ row, closed }): LedgerFill => ({
    account, id: row.id, sequence: row.sequence, exchange: row.exchange, symbol: row.symbol, side: row.side,
    quantity: row.quantity, price: row.price, fee: row.fee, feeAsset: row.fee_asset, feeInQuote: row.fee_quote, time: row.time, revision: row.revision,
    source: sourceOf(row),
    closed: byMethod((method) => answered(closed[method], sources)),
  }));
};
