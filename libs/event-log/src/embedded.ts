/** The event log in one SQLite file, for one process. */
import type { Clock } from '@streamforge/determinism/clock';
import type { Ids } from '@streamforge/determinism/ids';
import { openThread } from '@streamforge/sqlite/thread';
import { join } from 'node:path';
import { eventLogOver } from './embedded/log.ts';
import type { LogOperations } from './embedded/operations.ts';
import type { EventLog } from './port.ts';

export interface EmbeddedEventLogOptions {
  /** Holds `events.db` and, kept apart from it, the mark of how far it had come. The caller owns the directory. */
  readonly directory: string;
  /** Stamps records as they are appended. */
  readonly clock: Clock;
  /** Names the members of groups. */
  readonly ids: Ids;
  /** Bytes that may wait for their commit before more are refused with BACKPRESSURE. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Milliseconds that a commit waits for more writes to join it. */
  readonly groupCommitMs?: number;
  /** Page cache in bytes. */
  readonly cacheBytes?: number;
  /** Fault injection of tests: a module loaded into the log's thread. */
  readonly hook?: URL;
}

/**
 * Opens the log, making what is missing. Rejects with TerminalError `DATA_DIRECTORY_UNUSABLE` when the directory can't be used and with
 * `DATA_DAMAGED` when its file can't be read as a database, with `DATA_NEWER` when a newer version wrote it.
 */
export const openEmbeddedEventLog = async (given: EmbeddedEventLogOptions): Promise<EventLog> => {
  const { directory, clock, ids, maxPendingBytes = 67_108_864, groupCommitMs, cacheBytes = 16_777_216, hook } = given;
  const thread = await openThread<LogOperations>({
    file: join(directory, 'events.db'),
    program: new URL('./embedded/program.ts', import.meta.url),
    options: undefined,
    cacheBytes,
    walAutocheckpoint: 2_000,
    highWaterFile: join(directory, 'events.high-water'),
    ...groupCommitMs !== undefined && { groupCommitMs },
    ...hook !== undefined && { hook },
  });
  try {
    return await eventLogOver({ thread, clock, ids, maxPendingBytes });
  } catch (error) {
    await thread.close();
    throw error;
  }
};
