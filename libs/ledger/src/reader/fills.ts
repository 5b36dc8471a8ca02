import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { insertable } from '@streamforge/relational/columns';
import type { Kysely, Selectable } from '@streamforge/relational/port';
import { byMethod } from '../books.ts';
import type { LedgerPage } from '../reader.ts';
import { sourceOf } from '../recorded.ts';
import type { ConsumedFill, LedgerClose, LedgerFill } from '../rows.ts';
import type { LedgerTables } from '../tables.ts';

type Row<Table extends keyof LedgerTables> = Selectable<LedgerTables[Table]>;

/** Records of fills, by id. */
const sourcesOf = async (database: Kysely<LedgerTables>, account: string, ids: readonly string[]): Promise<ReadonlyMap<string, CoordinatesOfRecord>> => {
  const found = new Map<string, CoordinatesOfRecord>();
  for (const slice of insertable(ids, 1)) {
    const rows = await database.selectFrom('ledger_fills').select(['id', 'topic', 'partition', 'offset']).where('account', '=', account).where('id', 'in', slice).execute();
    for (const row of rows) found.set(row.id, sourceOf(row));
  }
  return found;
};

const closeOf = (
  close: Row<'ledger_closes'> | undefined, consumed: readonly Row<'ledger_consumed'>[], sources: ReadonlyMap<string, CoordinatesOfRecord>,
): LedgerClose | null => {
  if (close === undefined) return null;
  const { direction, quantity, amount, cost, gross } = close;
  return {
    direction, quantity, amount, cost, gross,
    consumed: consumed.flatMap((part): ConsumedFill[] => {
      const source = sources.get(part.fill);
      return source === undefined ? [] : [{ fill: part.fill, source, quantity: part.quantity, cost: part.cost }];
    }),
  };
};

/** Fills of an account, newest first, with what each closed and whose quantity that was. */
export const fillsOf = async (database: Kysely<LedgerTables>, account: string, { limit, before }: LedgerPage): Promise<readonly LedgerFill[]> => {
  const rows = await database.selectFrom('ledger_fills').selectAll().where('account', '=', account)
    .$if(before !== undefined, (query) => query.where('sequence', '<', before ?? 0)).orderBy('sequence', 'desc').limit(limit).execute();
  const [newest, oldest] = [rows[0], rows.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const closes = await database.selectFrom('ledger_closes').selectAll().where('account', '=', account)
    .where('sequence', '>=', oldest.sequence).where('sequence', '<=', newest.sequence).execute();
  const consumed = await database.selectFrom('ledger_consumed').selectAll().where('account', '=', account)
    .where('sequence', '>=', oldest.sequence).where('sequence', '<=', newest.sequence).orderBy('part').execute();
  const sources = await sourcesOf(database, account, [...new Set(consumed.map(({ fill }) => fill))]);
  const keyOf = ({ sequence, method }: { readonly sequence: number; readonly method: string }): string => `${sequence}:${method}`;
  const closeOn = new Map(closes.map((close) => [keyOf(close), close]));
  const consumedBy = Map.groupBy(consumed, keyOf);
  return rows.map((row): LedgerFill => ({
    account, id: row.id, sequence: row.sequence, exchange: row.exchange, symbol: row.symbol, side: row.side,
    quantity: row.quantity, price: row.price, fee: row.fee, feeAsset: row.fee_asset, feeInQuote: row.fee_quote, time: row.time,
    source: sourceOf(row),
    closed: byMethod((method) => {
      const key = keyOf({ sequence: row.sequence, method });
      return closeOf(closeOn.get(key), consumedBy.get(key) ?? [], sources);
    }),
  }));
};
