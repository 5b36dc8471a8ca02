/** A server as a process of its own with a log file: started, asked whether it is ready, paused, stopped. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

export interface ServerCommand {
  /** For messages, such as `kafka broker 1`. */
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another user to run as; only root can. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface ServerProcess extends ProcessIdentity {
  readonly name: string;
  readonly log: string;
}

/** A server that a test may stop and start again. */
export interface RestartableServer {
  /** What clients are given; the server's own module says of which form. */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  process(): ServerProcess;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it. The data stay. */
  close(): Promise<void>;
}

const LOG_LINES = 20;
const LOOK_EVERY_MS = 50;

/** The last lines of a server's log, for a message. */
export const logTail = (log: string, lines = LOG_LINES): string => {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).map((line) => `  ${line}`).join('\n');
  } catch {
    return '  (no log)';
  }
};

/** By pid. No server outlives the process that started it, unless it was let go. */
const children = new Map<number, ProcessIdentity>();
process.once('exit', () => {
  for (const child of children.values()) signalProcess(child, 'SIGKILL');
});

/** From now on the server outlives this process. */
export const letGo = ({ pid }: ProcessIdentity): void => void children.delete(pid);

/** Sends a signal when this very process still runs; false when it does not. */
export const signalProcess = (server: ProcessIdentity, signal: NodeJS.Signals): boolean => {
  if (!isRunning(server)) return false;
  try {
    return process.kill(server.pid, signal);
  } catch {
    return false;
  }
};

/** Starts it and returns at once; it ends with this process. Rejects when the program can't be run. */
export const spawnServer = async ({ name, program, words, cwd, log, env = {}, user }: ServerCommand): Promise<ServerProcess> => {
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(program, words, {
      cwd,
      // A group of its own, so that Ctrl-C in a terminal does not reach it before its clients are done.
      detached: true,
      env: { ...process.env, NODE_V8_COVERAGE: '', ...env },
      stdio: ['ignore', output, output],
      ...user,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(new Error(`${name} can't be started: ${error.message}`)));
      child.once('spawn', resolve);
    });
    child.unref();
    const identity = identityOf(child.pid ?? 0);
    if (identity === undefined) throw new Error(`${name} ended at once. The end of ${log}:\n${logTail(log)}`);
    children.set(identity.pid, identity);
    child.once('exit', () => children.delete(identity.pid));
    return { ...identity, name, log };
  } finally {
    closeSync(output);
  }
};

/**
 * Asks the server until it answers. Rejects with the end of its log when it ends before, or takes longer than the time-out; a failed
 * server is killed.
 */
export const waitReady = async (server: ServerProcess, ask: () => Promise<void>, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  let reason: unknown;
  for (;;) {
    const alive = isRunning(server);
    try {
      if (alive) return await ask();
    } catch (error) {
      reason = error;
    }
    if (!alive || performance.now() > deadline) {
      signalProcess(server, 'SIGKILL');
      const what = alive
        ? `did not answer within ${timeoutMs / 1000} s (${reason instanceof Error ? reason.message : String(reason)})`
        : 'ended while it started';
      throw new Error(`${server.name} ${what}. The end of ${server.log}:\n${logTail(server.log)}`);
    }
    await after(LOOK_EVERY_MS);
  }
};

const gone = async (server: ProcessIdentity, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (isRunning(server)) {
    if (performance.now() > deadline) return false;
    await after(LOOK_EVERY_MS);
  }
  return true;
};

/** Resolves once the process is gone. One that is still there after the time-out (15 s) is killed. */
export const stopProcess = async (server: ProcessIdentity, signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 15_000): Promise<void> => {
  signalProcess(server, signal);
  // A paused process does not see any signal but this one.
  signalProcess(server, 'SIGCONT');
  if (await gone(server, timeoutMs)) return;
  signalProcess(server, 'SIGKILL');
  await gone(server, timeoutMs);
};
