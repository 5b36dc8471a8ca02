/** Postgres refuses to run as root: there it runs as another user, who must be able to reach its program and its data. */
import { readFileSync, statSync } from 'node:fs';
import { chown, cp, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** In the order of preference; the last one is on every Linux. */
const candidates = ['postgres', 'nobody'] as const;
const EXECUTE_BY_OTHERS = 0o001;

/** The user to run as, and undefined when this process is not root. */
export const unprivilegedUser = (): User | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const line = lines.find(([user]) => user === name);
    if (line !== undefined) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error(`Postgres can't run as root, and there is no user ${candidates.join(' or ')}. Add one (useradd --system postgres), or run this as another user.`);
};

/** Whether others may pass through every folder above. */
const reachable = (path: string): boolean => {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & EXECUTE_BY_OTHERS) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

/** The folder itself, or a copy below the system's temporary folder when the user can't reach it. */
export const reachableCopy = async (folder: string, user: User | undefined): Promise<string> => {
  if (user === undefined || reachable(folder)) return folder;
  const copy = join(tmpdir(), 'streamforge-backends', basename(dirname(dirname(folder))), basename(dirname(folder)), basename(folder));
  // The libraries lie two folders above the programs.
  if (!existsSync(copy)) await cp(dirname(dirname(folder)), dirname(dirname(copy)), { recursive: true });
  return copy;
};

/** Makes a folder that belongs to the user; below the system's temporary folder when the user can't reach the wanted one. */
export const ownFolder = async (wanted: string, user: User | undefined): Promise<string> => {
  const folder = user === undefined || reachable(wanted) ? wanted : join(tmpdir(), 'streamforge-backends', wanted.replaceAll(/[^A-Za-z0-9]+/g, '-'));
  await mkdir(folder, { recursive: true });
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  return folder;
};
