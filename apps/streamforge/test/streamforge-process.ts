/** The command line as a person runs it: a process of its own over a data directory of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = resolve('apps/streamforge/src/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** stdout as JSON. */
  readonly json: () => unknown;
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves when stderr or stdout holds the text; rejects when the process ends first. */
  shows(text: string | RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

export const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'streamforge-cli-'));

/** Starts a command with `--data` of the directory; input is written to its stdin, which ends then. `null` leaves it open. */
export const started = (
  directory: string, words: readonly string[], input: string | null = '', env: Readonly<Record<string, string>> = {},
): Started => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--data', join(directory, 'data'), ...words], {
    cwd: directory, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, STREAMFORGE_LOG_LEVEL: 'error', ...env },
  });
  if (input !== null) child.stdin.end(input);
  let out = '';
  let err = '';
  const changed = new Set<() => void>();
  const heard = (): void => { for (const tell of changed) tell(); };
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; heard(); });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; heard(); });
  const ended = once(child, 'close')
    .then(([code]): Ended => ({ code: code as number | null, out, err, json: () => JSON.parse(out) as unknown }));
  return {
    child,
    ended,
    shows: (text) => new Promise((found, failed) => {
      const look = (): void => {
        const match = new RegExp(text).exec(err + out);
        if (match !== null) found(match[0]);
      };
      changed.add(look);
      look();
      void ended.then(() => failed(new Error(`it ended without showing ${String(text)}:\n${err}${out}`)));
    }),
  };
};

/** Runs a command to its end. */
export const ran = (directory: string, words: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  started(directory, words, input, env).ended;
