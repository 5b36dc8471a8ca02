import type { Action } from '@streamforge/contracts/events/agent';
import { insertable } from '@streamforge/relational/columns';
import type { Kysely } from '@streamforge/relational/port';
import { digestOf } from './book-fills.ts';
import { firstOfEach, verdicts } from './keep-first.ts';
import { fillName } from './open-books.ts';
import { sourceOf, type Kept, type Recorded } from './recorded.ts';
import type { LedgerTables } from './tables.ts';

/** Keeps decisions of agents; says of each what became of it. */
export const keepActions = async (database: Kysely<LedgerTables>, actions: readonly Recorded<Action>[]): Promise<readonly Kept[]> => {
  const items = actions.map((record) => ({ record, name: fillName(record.value.account, record.value.id), digest: digestOf(record.value) }));
  const inserted = new Set<string>();
  const digests = new Map<string, string>();
  for (const slice of insertable(firstOfEach(items), 12)) {
    const rows = await database.insertInto('ledger_actions').values(slice.map(({ record, digest }) => {
      const { account, id, type, exchange, symbol, time, model = null, reason } = record.value;
      return { account, id, digest, type, exchange, symbol, time, model, reason, ...sourceOf(record) };
    })).onConflict((conflict) => conflict.doNothing()).returning(['account', 'id']).execute();
    for (const { account, id } of rows) inserted.add(fillName(account, id));
    const stored = await database.selectFrom('ledger_actions').select(['account', 'id', 'digest'])
      .where('account', 'in', [...new Set(slice.map(({ record }) => record.value.account))])
      .where('id', 'in', slice.map(({ record }) => record.value.id)).execute();
    for (const { account, id, digest } of stored) digests.set(fillName(account, id), digest);
  }
  return verdicts(items, digests, inserted);
};
