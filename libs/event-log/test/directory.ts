/** A log in a directory of its own, as the tests of its files need it. */
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { afterEach } from 'vitest';
import { openEmbeddedEventLog, type EmbeddedEventLogOptions } from '../src/embedded.ts';
import type { EventLog } from '../src/port.ts';

/** Directories and logs that are gone when the running test ends. */
export const scratch = () => {
  let directories: string[] = [];
  let logs: EventLog[] = [];
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true })));
    [directories, logs] = [[], []];
  });
  const directory = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'event-log-'));
    directories.push(made);
    return made;
  };
  return {
    directory,
    open: async (at: string, options: Partial<EmbeddedEventLogOptions> = {}): Promise<EventLog> => {
      const log = await openEmbeddedEventLog({ directory: at, clock: systemClock, ids: randomIds, groupCommitMs: 0, ...options });
      logs.push(log);
      return log;
    },
    /** The files as they lie on the disk now, in another directory: what a crash would leave. */
    crashed: async (from: string): Promise<string> => {
      const to = await directory();
      for (const file of await readdir(from)) if (!file.endsWith('-shm')) await copyFile(join(from, file), join(to, file));
      return to;
    },
  };
};
