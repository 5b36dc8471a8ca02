/** `run.json` in the data directory: how the command line finds the platform that owns it. */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@streamforge/directory/make-directory';

export interface RunFile {
  readonly pid: number;
  /** `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Bearer token of this run; the file can be read by its owner only. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

const pathIn = (directory: string): string => join(directory, 'run.json');

/** Writes it whole or not at all, with mode 0600. Makes the directory: where servers keep everything, nobody else has. */
export const writeRunFile = async (directory: string, run: RunFile): Promise<void> => {
  await makeDirectory(directory);
  const draft = `${pathIn(directory)}.${run.pid}`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(run, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, pathIn(directory));
};

/** What the file says, when the process it names lives; undefined otherwise. */
export const readRunFile = async (directory: string): Promise<RunFile | undefined> => {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => undefined);
  const run = text === undefined ? undefined : spelledOut(text);
  return run !== undefined && lives(run.pid) ? run : undefined;
};

/** Removes the file of this run; another process's file stays. */
export const removeRunFile = async (directory: string, pid: number): Promise<void> => {
  const run = await readRunFile(directory);
  if (run?.pid === pid) await rm(pathIn(directory), { force: true });
};

const spelledOut = (text: string): RunFile | undefined => {
  try {
    const { pid, address, token, startedAt } = JSON.parse(text) as Partial<Record<keyof RunFile, unknown>>;
    return typeof pid === 'number' && typeof address === 'string' && typeof token === 'string' && typeof startedAt === 'number'
      ? { pid, address, token, startedAt }
      : undefined;
  } catch {
    return undefined;
  }
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
