import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const isDirectory = (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false);

/** Makes one directory, where it is not there yet. */
const make = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    if (!await isDirectory(path)) throw error;
  }
};

/**
 * Makes a directory, and those above it that are missing. It goes level by level, since Node’s own `recursive` never comes to an end below
 * /proc, which says of every new entry that its parent is not there. Rejects with the error of `mkdir`, and there with one that says so.
 */
export const makeDirectory = async (path: string): Promise<void> => {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      await make(at);
      break;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || dirname(at) === at) throw error;
      missing.push(at);
    }
  }
  for (const at of missing.toReversed()) {
    await make(at).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      throw Object.assign(new Error(`${dirname(at)} takes no new directories.`, { cause: error }), { code: 'ENOENT', syscall: 'mkdir' });
    });
  }
};
