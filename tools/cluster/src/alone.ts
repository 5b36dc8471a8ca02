/** One process at a time: two test files that need the same tool build it once. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, type ProcessIdentity } from '@streamforge/backends/process-identity';

const LOOK_AGAIN_MS = 500;

const codeOf = (error: unknown): string | undefined => (error instanceof Error && 'code' in error ? String(error.code) : undefined);

/** Whether the file is ours now; a file of a process that ended is taken away. */
const taken = async (file: string): Promise<boolean> => {
  try {
    await writeFile(file, JSON.stringify(identityOf(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const text = await readFile(file, 'utf8').catch(() => '');
  // Empty: its holder has made it and not yet written.
  if (text === '') return false;
  const holder = JSON.parse(text) as ProcessIdentity;
  if (identityOf(holder.pid)?.started !== holder.started) await rm(file, { force: true });
  return false;
};

/** Does the work while no other process does work under the same file, and waits for its turn. */
export const alone = async <Result>(file: string, work: () => Promise<Result>): Promise<Result> => {
  while (!await taken(file)) await pause(LOOK_AGAIN_MS);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
