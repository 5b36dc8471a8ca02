import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { countedIds } from '@streamforge/determinism/ids';
import { openEmbeddedEventLog } from '@streamforge/event-log/embedded';
import type { EventLog } from '@streamforge/event-log/port';

export interface OpenedLog {
  readonly log: EventLog;
  /** The log's time, to be turned by the test. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

/** An embedded log in a directory of its own. */
export const openLog = async (topics: readonly string[], partitions: number): Promise<OpenedLog> => {
  const directory = await mkdtemp(join(tmpdir(), 'dead-letters-'));
  const clock = { now: Date.UTC(2026, 0, 5) };
  const log = await openEmbeddedEventLog({ directory, clock: { ...systemClock, now: () => clock.now }, ids: countedIds('member'), groupCommitMs: 0 });
  await log.apply(topics.map((name) => ({ name, partitions, retentionMs: null })));
  return {
    log, clock,
    close: async () => {
      await log.close();
      await rm(directory, { recursive: true });
    },
  };
};
