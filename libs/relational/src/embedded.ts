/** The relational port in one SQLite file, through Kysely, in a worker thread. */
import { RetryableError } from '@streamforge/contracts/errors';
import { openThread } from '@streamforge/sqlite/thread';
import { join } from 'node:path';
import { sqliteColumns } from './columns.ts';
import { isClosed } from './driver.ts';
import { embeddedDialect } from './embedded/dialect.ts';
import type { LedgerOperations, ProgramOptions } from './embedded/program.ts';
import { embeddedSession } from './embedded/session.ts';
import { turn } from './embedded/turn.ts';
import { overDialect } from './over-dialect.ts';
import type { Relational } from './port.ts';

export interface EmbeddedRelational {
  /** Where `ledger.db` lives; it exists. */
  readonly directory: string;
  /** Limit of the wait for other transactions, in milliseconds. */
  readonly waitMs?: number;
  /** A transaction that asks for nothing this long is given up. */
  readonly idleMs?: number;
  /** Tests only: a module of fault injection, see `Hook` of `@streamforge/sqlite/program`. */
  readonly hook?: URL;
}

/** How long another process that writes to the file is waited for. */
const BUSY_MS = 5_000;

/** How long closing waits for the transaction whose turn it is. */
const CLOSE_MS = 5_000;

const PING_MS = 2_000;

const within = async (ms: number, work: Promise<unknown>, late: () => Error): Promise<void> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Opens the relational port on `ledger.db`. Rejects with `DATA_DIRECTORY_UNUSABLE` or `DATA_DAMAGED`; its calls reject with RetryableError
 * `STORE_UNAVAILABLE` or `DISK_FULL`.
 */
export const openEmbeddedRelational = async (given: EmbeddedRelational): Promise<Relational> => {
  const { directory, waitMs = 30_000, idleMs = 30_000, hook } = given;
  const file = join(directory, 'ledger.db');
  const options: ProgramOptions = { file, busyMs: BUSY_MS };
  const thread = await openThread<LedgerOperations>({
    file, options,
    program: new URL('./embedded/program.ts', import.meta.url),
    busyMs: BUSY_MS,
    ...hook !== undefined && { hook },
  });
  const turns = turn(file, waitMs, isClosed);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await within(CLOSE_MS, turns.close(), () => new Error('A transaction is still open.')).catch(() => undefined);
    await thread.read('close', null);
    await thread.close();
  };
  return overDialect({
    name: 'sqlite',
    dialect: embeddedDialect(() => (closing === undefined
      ? Promise.resolve(embeddedSession({ thread, turn: turns, file, idleMs })) : Promise.reject(isClosed()))),
    columns: sqliteColumns,
    mayPassAgain: () => false,
    ping: async () => {
      if (closing !== undefined) throw isClosed();
      await within(PING_MS, thread.read('run', { on: 'reader', sql: 'SELECT 1', parameters: [] }), () =>
        new RetryableError('STORE_UNAVAILABLE', 'It does not answer.', { file }));
    },
    close: () => closing ??= close(),
  });
};
