import { spawn, type ChildProcess } from 'node:child_process';

export interface Finished {
  /** The exit code; 1 when a signal ended it or it could not be started. */
  readonly code: number;
  /** What it wrote to stdout and stderr together; empty when it was shown live. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the output as it comes instead of keeping it. */
  readonly live?: boolean;
}

const running = new Set<ChildProcess>();

/** Asks every program that still runs to end. */
export const endCommands = (): void => {
  for (const child of running) child.kill();
};

/** Runs a program to its end. Never rejects: a program that can't be started has failed, and its output says why. */
export const runCommand = async (program: string, words: readonly string[], options: CommandOptions = {}): Promise<Finished> => {
  const child = spawn(program, words, {
    cwd: options.cwd ?? process.cwd(),
    // Compilers and nested test runs would report coverage into the run that started them.
    env: { ...process.env, NODE_V8_COVERAGE: '', ...options.env },
    stdio: ['ignore', options.live === true ? 'inherit' : 'pipe', options.live === true ? 'inherit' : 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `${program}: ${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8').trimEnd() }));
  });
};
