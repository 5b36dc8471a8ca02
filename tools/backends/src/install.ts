/** Downloads and builds, kept between runs. What is half done is never used: it is made beside its place and renamed into it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Tell } from './places.ts';
import { identityOf } from './process-identity.ts';

const OUTPUT_LINES = 12;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What to do when the program is missing. */
  readonly missing?: string;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

/** Runs a program to its end, or to the end of this process, and returns what it wrote. Rejects with its last lines when it fails. */
export const run = async (program: string, words: readonly string[], { cwd, env = {}, input, user, missing }: RunOptions = {}): Promise<string> => {
  const child = spawn(program, words, {
    ...cwd !== undefined && { cwd },
    env: { ...process.env, NODE_V8_COVERAGE: '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT'
      ? new Error(`${program} is not installed.${missing === undefined ? '' : ` ${missing}`}`, { cause: error })
      : new Error(`${program} can't be run: ${error.message}`, { cause: error })));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  if (code === 0) return output;
  const end = output.trimEnd().split('\n').slice(-OUTPUT_LINES).map((line) => `  ${line}`).join('\n');
  throw new Error(`\`${[basename(program), ...words].join(' ').slice(0, 200)}\` failed (${code}):\n${end}`);
};

export interface Installation {
  /** For messages. */
  readonly name: string;
  /** The folder that holds the finished thing; its name has the version. */
  readonly folder: string;
  /** Fills an empty folder. */
  readonly fill: (into: string) => Promise<void>;
}

/** Removes what processes left that ended before they were done. */
const sweep = async (folder: string): Promise<void> => {
  const beginning = `.${basename(folder)}-`;
  const names = existsSync(dirname(folder)) ? readdirSync(dirname(folder)) : [];
  for (const name of names.filter((name) => name.startsWith(beginning) && identityOf(Number(name.slice(beginning.length))) === undefined)) {
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
};

/** The folder, filled now unless it was before. */
export const installed = async ({ name, folder, fill }: Installation, tell: Tell): Promise<string> => {
  if (existsSync(folder)) return folder;
  const half = join(dirname(folder), `.${basename(folder)}-${process.pid}`);
  const start = performance.now();
  await sweep(folder);
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  try {
    await fill(half);
    await rename(half, folder).catch((error: unknown) => {
      // Another process was as far at the same time.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  tell(`${name}: installed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return folder;
};
