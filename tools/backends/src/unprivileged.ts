/** Postgres refuses to run as root: there it runs as another user, who must be able to reach its program and its data. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { chown, cp, mkdir, rename } from 'node:fs/promises';
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

/** A folder below the system's temporary one that is surely ours: anyone can make folders there. */
const sharedFolder = (): string => {
  const folder = join(tmpdir(), 'streamforge-backends');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (statSync(folder).uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user. Remove it, or set TMPDIR.`);
  return folder;
};

/**
 * Where the user can reach a program whose libraries lie in `root` too: its place itself, or the same place in a copy of the root below the
 * system's temporary folder.
 */
export const reachableCopy = async (root: string, inside: string, user: User | undefined): Promise<string> => {
  if (user === undefined || reachable(root)) return join(root, inside);
  const copy = join(sharedFolder(), basename(root));
  if (!existsSync(copy)) {
    const half = `${copy}-${process.pid}`;
    await cp(root, half, { recursive: true });
    await rename(half, copy);
  }
  return join(copy, inside);
};

/** Makes a folder that belongs to the user; below the system's temporary folder when the user can't reach the wanted one. */
export const ownFolder = async (wanted: string, user: User | undefined): Promise<string> => {
  const folder = user === undefined || reachable(wanted) ? wanted : join(sharedFolder(), wanted.replaceAll(/[^A-Za-z0-9]+/g, '-'));
  await mkdir(folder, { recursive: true });
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  return folder;
};
