/** A small disk for the tables of Postgres, which a fault may fill. Only root may mount one. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unprivilegedUser } from '@streamforge/backends/unprivileged';
import { openPool } from '@streamforge/postgres/pool';

export interface SmallDisk {
  /** From now on new tables lie on it, until `leave`. */
  use(): Promise<void>;
  leave(): Promise<void>;
  /** Leaves no room on it, until `free`. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Takes it away; Postgres must have ended. */
  close(): Promise<void>;
}

const MEGABYTES = 32;
const TABLESPACE = 'small';
const run = promisify(execFile);

/** Mounts a disk in memory and tells Postgres of it; undefined, with a notice, where that is not allowed. */
export const mountSmallDisk = async (directory: string, postgres: string): Promise<SmallDisk | undefined> => {
  const user = unprivilegedUser();
  await mkdir(directory);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=0700${user === undefined ? '' : `,uid=${user.uid},gid=${user.gid}`}`, 'tmpfs', directory]);
  } catch {
    console.warn('not run: a full disk under the store, since no disk may be mounted here');
    return undefined;
  }
  const tell = async (...statements: readonly string[]): Promise<void> => {
    const pool = await openPool({ endpoint: { url: postgres }, applicationName: 'faults' });
    try {
      for (const statement of statements) await pool.query(statement);
    } finally {
      await pool.close();
    }
  };
  const filler = join(directory, 'filler');
  await tell(`CREATE TABLESPACE ${TABLESPACE} LOCATION '${directory}'`);
  return {
    use: () => tell(`ALTER ROLE CURRENT_USER SET default_tablespace = ${TABLESPACE}`),
    leave: () => tell('ALTER ROLE CURRENT_USER RESET default_tablespace'),
    fill: async () => {
      const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      await writeFile(filler, Buffer.alloc(MEGABYTES * 1_048_576)).catch((error: unknown) => {
        if (!isFull(error)) throw error;
      });
    },
    free: () => rm(filler),
    close: async () => void await run('umount', [directory]),
  };
};
