/**
 * How far each replay has come, one small file each under `replay/` of the data directory. A position is written only after the log
 * has acknowledged everything before it, so that resuming may repeat a little (ids are deterministic: no harm) and never skips.
 */
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@streamforge/directory/make-directory';

export interface ReplayPosition {
  /** The file as it was named, for people. */
  readonly file: string;
  /** Items (events and unreadable lines) that are acknowledged, counted from the file's beginning. */
  readonly items: number;
  /** Rows of the file that they came of; the first row of an asset also declares it, which is an item but no row. */
  readonly rows: number;
  readonly events: number;
  /** Events of each key: how many rows a series had, also those that were there twice. */
  readonly series: Readonly<Record<string, number>>;
  /** Unreadable lines by error code. */
  readonly refused: Readonly<Record<string, number>>;
  /** True when the end of the file was acknowledged. */
  readonly finished: boolean;
}

export interface Positions {
  read(identity: string): Promise<ReplayPosition | undefined>;
  write(identity: string, position: ReplayPosition): Promise<void>;
  forget(identity: string): Promise<void>;
}

/** Positions are of one log: `log` is the address of one on servers, which may change while the directory stays; undefined means the directory's own. */
export const positionsIn = (directory: string, log?: string): Positions => {
  const own = join(directory, 'replay');
  const folder = log === undefined ? own : join(own, createHash('sha256').update(log).digest('hex').slice(0, 16));
  const pathOf = (identity: string): string => join(folder, `${identity}.json`);
  return {
    read: async (identity) => {
      const text = await readFile(pathOf(identity), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : position(text);
    },
    write: async (identity, value) => {
      await makeDirectory(folder);
      await writeFile(`${pathOf(identity)}.draft`, JSON.stringify(value));
      await rename(`${pathOf(identity)}.draft`, pathOf(identity));
    },
    forget: (identity) => rm(pathOf(identity), { force: true }),
  };
};

/** A file that can't be read counts as none: the replay begins again, which changes nothing. */
const position = (text: string): ReplayPosition | undefined => {
  try {
    const value = JSON.parse(text) as ReplayPosition;
    return Number.isSafeInteger(value.items) && Number.isSafeInteger(value.rows) && typeof value.refused === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
};
