import type { Kysely } from '@streamforge/relational/port';
import { sourceOf } from '../recorded.ts';
import type { LedgerAction } from '../rows.ts';
import type { LedgerTables } from '../tables.ts';

/** Newest first. */
export const actionsOf = async (database: Kysely<LedgerTables>, account: string, limit: number): Promise<readonly LedgerAction[]> => {
  const rows = await database.selectFrom('ledger_actions').selectAll().where('account', '=', account)
    .orderBy('time', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ id, type, exchange, symbol, time, model, reason, ...row }) =>
    ({ account, id, type, exchange, symbol, time, model, reason, source: sourceOf(row) }));
};
