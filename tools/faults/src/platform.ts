/** A platform in a process of its own, which a fault may end, reached over HTTP alone. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';

/** Names of the storage threads that faults are injected into. */
export const threads = ['events', 'documents'] as const;
export type Thread = (typeof threads)[number];

export interface PlatformOptions {
  readonly directory: string;
  /** Hooks of the storage threads. */
  readonly hooks?: Readonly<Partial<Record<Thread, URL>>>;
  /** Least severe line of the log, which goes to stdout. Default error. */
  readonly logLevel?: 'warn' | 'error';
  /** Grace of a stop. */
  readonly drainSeconds?: number;
  /** A command that runs the platform in turn, such as `strace`. */
  readonly under?: readonly string[];
}

export interface RunningPlatform {
  readonly program: ChildProgram;
  /** Process of the platform itself, also when another command runs it. */
  readonly pid: number;
  readonly address: string;
  request(method: string, path: string, body?: string): Promise<Response>;
  /** Resolves when every group has handled everything; rejects when the process ends first, or when a minute was not enough. */
  caughtUp(): Promise<void>;
  /** SIGTERM; resolves to the exit code once it is gone. */
  stop(): Promise<number | null>;
}

interface Ready {
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

/** Answer of `/v1/lag`. */
interface Lags {
  readonly groups: readonly { readonly service: string; readonly lag: number }[];
}

const CATCHING_UP_MS = 60_000;

const program = join(import.meta.dirname, 'platform-program.ts');

/** Starts gateway and ingest on a free port; rejects with their output when they do not get ready. */
export const startPlatform = async (options: PlatformOptions): Promise<RunningPlatform> => {
  const { directory, hooks = {}, logLevel = 'error', drainSeconds = 25, under = [] } = options;
  const child = startProgram(program, [], {
    under,
    env: {
      STREAMFORGE_DATA: directory,
      STREAMFORGE_LOG_LEVEL: logLevel,
      STREAMFORGE_DRAIN_SECONDS: String(drainSeconds),
      ...hooks.events !== undefined && { FAULT_EVENTS_HOOK: hooks.events.href },
      ...hooks.documents !== undefined && { FAULT_DOCUMENTS_HOOK: hooks.documents.href },
    },
  });
  const [, found = '{}'] = await child.saw(/^ready (.*)$/m);
  const { address, token, pid } = JSON.parse(found) as Ready;
  const request = (method: string, path: string, body?: string): Promise<Response> => fetch(`${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...body !== undefined && { 'content-type': 'application/json' } },
    ...body !== undefined && { body },
  });
  // The contract has more services than run here, and what those have not read stays as it is.
  const lags = async (): Promise<Lags['groups']> =>
    (await (await request('GET', '/v1/lag')).json() as Lags).groups.filter(({ service }) => service === 'ingest');
  return {
    program: child, pid, address, request,
    caughtUp: async () => {
      const deadline = performance.now() + CATCHING_UP_MS;
      for (let left = await lags(); left.some(({ lag }) => lag > 0); left = await lags()) {
        if (performance.now() > deadline) throw new Error(`the platform does not catch up: ${JSON.stringify(left)}`);
        await pause(20);
      }
    },
    stop: async () => {
      process.kill(pid, 'SIGTERM');
      return (await child.ended).code;
    },
  };
};
