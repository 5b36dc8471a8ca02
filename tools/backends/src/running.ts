/** The note of what `npm run backends -- up` started: `.cache/backends/running.json`, which tests read. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';
import { runningFile, type Tell } from './places.ts';

export const backendNames = ['kafka', 'postgres', 's3', 'qdrant'] as const;
export type StartableBackend = (typeof backendNames)[number];

export interface RunningBackend {
  readonly url: string;
  readonly directory: string;
  /** All of them run, or the backend counts as gone. */
  readonly processes: readonly (ProcessIdentity & { readonly name: string; readonly log: string })[];
}

export type Running = Readonly<Partial<Record<StartableBackend, RunningBackend>>>;

/** What was noted, whether it still runs or not. An unreadable note counts as none. */
export const noted = (file = runningFile): Running => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return {};
  }
};

/** Whether every process of it is still the one that was started. */
export const stillRuns = (backend: RunningBackend | undefined): boolean => backend?.processes.every(isRunning) ?? false;

/** Notes, or with undefined forgets, one backend, leaving the others as they are. Readers see the note before or after, never half. */
export const note = (name: StartableBackend, backend: RunningBackend | undefined, file = runningFile): void => {
  const { [name]: _, ...others } = noted(file);
  const all = backend === undefined ? others : { ...others, [name]: backend };
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.${process.pid}`;
  // It holds passwords.
  writeFileSync(next, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
};

const holderOf = (file: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
};

const LOOK_EVERY_MS = 200;

/** Runs work while no other process starts or stops servers; waits for one that does. A lock whose process is gone counts for nothing. */
export const exclusively = async <T>(tell: Tell, work: () => Promise<T>, file = `${runningFile}.lock`): Promise<T> => {
  mkdirSync(dirname(file), { recursive: true });
  // Written first and linked then: whoever finds the lock can read who holds it.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identityOf(process.pid)));
  try {
    for (let told = false; ; told = true) {
      try {
        linkSync(mine, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = holderOf(file);
        if (holder === undefined || !isRunning(holder)) rmSync(file, { force: true });
        else {
          if (!told) tell(`waiting for another \`npm run backends\` (pid ${holder.pid}) to end`);
          await after(LOOK_EVERY_MS);
        }
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const release = (): void => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
};
