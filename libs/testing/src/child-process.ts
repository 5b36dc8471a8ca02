/** A program in a process of its own, which a test may kill. */
import { spawn } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildProgram {
  readonly pid: number;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the match once stdout or stderr matches; rejects with the output when the process ends or the time is over first. */
  saw(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ended>;
  /** Sends a signal to this process alone, and resolves when it is gone. SIGSTOP and SIGCONT resolve at once. */
  kill(signal?: NodeJS.Signals): Promise<Ended | undefined>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command and its words that run Node in turn, such as `strace -f`. */
  readonly under?: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 10;

/** Starts a TypeScript program, such as `apps/streamforge/src/main.ts`, on the Node that runs the test. */
export const startProgram = (file: string, words: readonly string[], { cwd = process.cwd(), env = {}, under = [] }: ChildOptions = {}): ChildProgram => {
  const [command = process.execPath, ...rest] = [...under, process.execPath, '--disable-warning=ExperimentalWarning', file, ...words];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} could not be started`);
  let out = '';
  let err = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
    });
  });
  return {
    pid,
    ended,
    stdout: () => out,
    stderr: () => err,
    saw: async (pattern, timeoutMs = DEFAULT_TIMEOUT_MS) => {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const last = over;
        const match = pattern.exec(out) ?? pattern.exec(err);
        if (match !== null) return match;
        if (last || performance.now() > deadline) throw new Error(`${file} ${last ? 'ended' : `took ${timeoutMs} ms`} without ${pattern}:\n${out}${err}`);
        await after(LOOK_EVERY_MS);
      }
    },
    kill: async (signal = 'SIGTERM') => {
      if (!over) child.kill(signal);
      return signal === 'SIGSTOP' || signal === 'SIGCONT' ? undefined : ended;
    },
  };
};
