/**
 * Making the ledger again from the log. Which of two fills with one id stands, and which of two at one time counts first, rests on the order of
 * the log, so while a rebuild is under way what arrives waits: it is refused as retryable, and delivered again when the rebuild has ended. The
 * positions say how far a rebuild is, so that one that was killed goes on where it was.
 */
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import type { Kysely, Relational, Transaction } from '@streamforge/relational/port';
import type { Lane } from './position.ts';
import { MATCHED_BY_ARRIVAL, steps, tableOwner } from './steps.ts';
import type { LedgerTables } from './tables.ts';

type Trx = Transaction<LedgerTables>;

/** Everything that fills and bars made of an account, and what agents decided. Predictions stay: the log keeps them for a while only. */
const emptied = [
  'ledger_accounts', 'ledger_actions', 'ledger_closes', 'ledger_fills', 'ledger_holdings', 'ledger_lots', 'ledger_points',
] as const;

const rebuildOf = async (trx: Trx): Promise<string | undefined> =>
  (await trx.selectFrom('ledger_rebuild').select('by_job').executeTakeFirst())?.by_job;

/** Rejects with `LEDGER_OUTDATED` what arrives for a ledger that an earlier version matched, with `REBUILD_UNFINISHED` what arrives while a rebuild is under way, and with `TASK_RUNNING` a rebuild that another one replaced. */
export const assertMayBook = async (trx: Trx, job: string | undefined): Promise<void> => {
  const running = await rebuildOf(trx);
  if (running === job) return;
  if (job !== undefined) throw new TerminalError('TASK_RUNNING', 'Another rebuild of the ledger has begun.');
  if (running === MATCHED_BY_ARRIVAL) throw new RetryableError('LEDGER_OUTDATED', 'Fills wait: run `streamforge rebuild ledger`.');
  throw new RetryableError('REBUILD_UNFINISHED', 'Fills wait until the ledger is made again.');
};

/** Rejects with `LEDGER_OUTDATED` a ledger that an earlier version matched by arrival: what it held was wrong, and is gone until it is made again. */
export const assertMayRead = async (database: Kysely<LedgerTables>): Promise<void> => {
  const { by_job: job } = await database.selectFrom('ledger_rebuild').select('by_job').executeTakeFirst() ?? {};
  if (job === MATCHED_BY_ARRIVAL) throw new RetryableError('LEDGER_OUTDATED', 'Run `streamforge rebuild ledger`.');
};

export interface LedgerRebuild {
  /** Empties the ledger, unless this job did so before. `lanes` are all partitions of fills: nobody books in them meanwhile. */
  begin(job: string, lanes: readonly Lane[]): Promise<void>;
  /** The next offset of a partition of fills that is to be booked. */
  position(lane: Lane): Promise<number>;
  /** Lets what arrives go on. Rejects with `TASK_RUNNING` when another rebuild has begun. */
  end(job: string): Promise<void>;
}

export const ledgerRebuild = (relational: Relational): LedgerRebuild => ({
  begin: async (job, lanes) => {
    await relational.migrate(tableOwner, steps);
    await relational.transaction(async (trx: Trx) => {
      for (const { topic, partition } of lanes) {
        await trx.insertInto('ledger_positions').values({ topic, partition, position: 0 }).onConflict((conflict) => conflict.doNothing()).execute();
      }
      await trx.selectFrom('ledger_positions').select('position').orderBy('topic').orderBy('partition').forUpdate().execute();
      if (await rebuildOf(trx) === job) return;
      await trx.deleteFrom('ledger_rebuild').execute();
      await trx.insertInto('ledger_rebuild').values({ by_job: job }).execute();
      for (const table of emptied) await trx.deleteFrom(table).execute();
      await trx.updateTable('ledger_positions').set({ position: 0 }).execute();
    });
  },
  position: async ({ topic, partition }) => (await relational.query<LedgerTables>().selectFrom('ledger_positions').select('position')
    .where('topic', '=', topic).where('partition', '=', partition).executeTakeFirst())?.position ?? 0,
  end: async (job) => {
    const { numDeletedRows } = await relational.query<LedgerTables>().deleteFrom('ledger_rebuild').where('by_job', '=', job).executeTakeFirst();
    if (numDeletedRows !== 1n) throw new TerminalError('TASK_RUNNING', 'Another rebuild of the ledger has begun.');
  },
});
