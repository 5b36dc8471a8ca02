/** One process owns a data directory. The operating system drops the lock when its holder dies, however it dies. */
import { TerminalError } from '@streamforge/contracts/errors';
import { makeDirectory } from '@streamforge/directory/make-directory';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Owner {
  /** Gives the directory back. */
  release(): Promise<void>;
}

const lockName = 'owner.lock';
const busy = 5;

const holder = async (directory: string): Promise<string> => {
  try {
    const run: unknown = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'));
    return typeof run === 'object' && run !== null && 'pid' in run && typeof run.pid === 'number' ? `Process ${run.pid} holds it.` : '';
  } catch {
    return '';
  }
};

const unusable = (directory: string, cause: unknown): TerminalError =>
  new TerminalError('DATA_DIRECTORY_UNUSABLE', cause instanceof Error ? cause.message : String(cause), { file: directory }, { cause });

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === busy;

const lock = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Creates the directory where it is missing and takes it for this process. Rejects with TerminalError `DATA_DIRECTORY_IN_USE`
 * while another holds it (named by the pid in its run.json), or `DATA_DIRECTORY_UNUSABLE` when it can't be written.
 */
export const ownDirectory = async (directory: string): Promise<Owner> => {
  try {
    await makeDirectory(directory);
    const db = lock(join(directory, lockName));
    return {
      release: async () => {
        if (db.isOpen) db.close();
      },
    };
  } catch (error) {
    if (isBusy(error)) throw new TerminalError('DATA_DIRECTORY_IN_USE', await holder(directory), { file: directory }, { cause: error });
    throw unusable(directory, error);
  }
};
