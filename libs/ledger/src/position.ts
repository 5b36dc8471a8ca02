/** The consumed position of a partition, kept with the effects that no version can guard: both change in one transaction or neither. */
import { RetryableError } from '@streamforge/contracts/errors';
import type { Transaction } from '@streamforge/relational/port';
import type { LedgerTables } from './tables.ts';

export interface Lane {
  readonly topic: string;
  readonly partition: number;
}

/** The next offset of the partition that is not in the ledger; nobody else moves it until the transaction ends. */
export const positionOf = async (trx: Transaction<LedgerTables>, { topic, partition }: Lane): Promise<number> => {
  await trx.insertInto('ledger_positions').values({ topic, partition, position: 0 }).onConflict((conflict) => conflict.doNothing()).execute();
  const { position } = await trx.selectFrom('ledger_positions').select('position')
    .where('topic', '=', topic).where('partition', '=', partition).forUpdate().executeTakeFirstOrThrow();
  return position;
};

export interface Step extends Lane {
  /** Where the effects of this transaction begin to count. */
  readonly from: number;
  readonly next: number;
}

/**
 * Moves the position on, `WHERE position = from`: a zombie, whose position somebody else moved meanwhile, is refused and its transaction
 * with it. Rejects with RetryableError `PARTITION_MOVED`.
 */
export const applyOnce = async (trx: Transaction<LedgerTables>, { topic, partition, from, next }: Step): Promise<void> => {
  const { numUpdatedRows } = await trx.updateTable('ledger_positions').set({ position: next })
    .where('topic', '=', topic).where('partition', '=', partition).where('position', '=', from).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new RetryableError('PARTITION_MOVED', `The ledger is no longer at ${from}.`, { topic, partition });
};
