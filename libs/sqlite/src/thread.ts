/** A SQLite file whose program runs in a worker thread: commits stall for tens of milliseconds, and the event loop must not. */
import { RetryableError } from '@streamforge/contracts/errors';
import { Worker } from 'node:worker_threads';
import { fromFailure } from './failure.ts';
import { openingId, type Answer, type Request, type ThreadOptions } from './messages.ts';
import type { Operations, Reply } from './program.ts';

export interface OpenThread {
  /** Path of the SQLite file; its directory exists. */
  readonly file: string;
  /** Module that exports `program`. */
  readonly program: URL;
  /** Handed to the program as they are; plain data. */
  readonly options?: unknown;
  /** Page cache in bytes. */
  readonly cacheBytes?: number;
  /** Pages of write-ahead log after which a commit also moves them into the file. */
  readonly walAutocheckpoint?: number;
  /** How long a write waits for company before its commit, in milliseconds. */
  readonly groupCommitMs?: number;
  readonly readOnly?: boolean;
  /** How long opening and statements wait for another process that writes, in milliseconds; not at all by default. */
  readonly busyMs?: number;
  /** Where the program's high-water mark is kept; none is kept without. */
  readonly highWaterFile?: string;
  /** Largest JavaScript heap of the worker in MiB; buffers don't count. */
  readonly heapMiB?: number;
  /** Tests only: a module of fault injection, see `Hook`. */
  readonly hook?: URL;
}

type Names<Table> = keyof Table & string;
type ArgsOf<Operation> = Operation extends (args: infer Args) => unknown ? Args : never;
type ValueOf<Operation> = Operation extends (args: never) => Reply<infer Value> ? Value : never;

export interface SqliteThread<Ops extends Operations> {
  /** Resolves after the commit that holds it is on disk. Buffers in `transfer` move to the worker and are empty here afterwards. */
  write<Op extends Names<Ops['writes']>>(
    op: Op, args: ArgsOf<Ops['writes'][Op]>, transfer?: readonly ArrayBuffer[],
  ): Promise<ValueOf<Ops['writes'][Op]>>;
  /** Runs at once, before or between commits. */
  read<Op extends Names<Ops['reads']>>(op: Op, args: ArgsOf<Ops['reads'][Op]>): Promise<ValueOf<Ops['reads'][Op]>>;
  /** Commits what was written and closes the file. Later calls are refused. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const threadOptions = (given: OpenThread): ThreadOptions => ({
  file: given.file,
  program: given.program.href,
  options: given.options,
  cacheBytes: given.cacheBytes ?? 16_777_216,
  walAutocheckpoint: given.walAutocheckpoint ?? 2_000,
  groupCommitMs: given.groupCommitMs ?? 2,
  readOnly: given.readOnly ?? false,
  busyMs: given.busyMs ?? 0,
  hook: given.hook?.href,
  highWaterFile: given.highWaterFile,
});

const start = (given: OpenThread): Worker => new Worker(new URL('./worker.ts', import.meta.url), {
  workerData: threadOptions(given),
  execArgv: ['--disable-warning=ExperimentalWarning'],
  resourceLimits: { maxOldGenerationSizeMb: given.heapMiB ?? 256, maxYoungGenerationSizeMb: 16 },
});

/** Gathers the requests of one turn of the event loop into one message: crossing threads costs per message. */
const sender = (worker: Worker, refuse: (requests: readonly Request[], error: unknown) => void) => {
  let requests: Request[] = [];
  let buffers: ArrayBuffer[] = [];
  const send = (): void => {
    const [group, transfer] = [requests, buffers];
    requests = [];
    buffers = [];
    try {
      worker.postMessage(group, transfer);
    } catch (error) {
      refuse(group, error);
    }
  };
  return (request: Request, transfer: readonly ArrayBuffer[]): void => {
    if (requests.length === 0) queueMicrotask(send);
    requests.push(request);
    buffers.push(...transfer);
  };
};

/**
 * Opens a file in a worker thread of its own. Rejects with TerminalError `DATA_DIRECTORY_UNUSABLE`, `DATA_DAMAGED` or `DATA_NEWER`; its
 * operations reject with RetryableError `DISK_FULL` or `STORE_UNAVAILABLE`, or with what the program throws.
 */
export const openThread = async <Ops extends Operations>(given: OpenThread): Promise<SqliteThread<Ops>> => {
  const worker = start(given);
  const pending = new Map<number, Pending>();
  let nextId = openingId;
  let ended: Error | undefined;

  const settle = (answer: Answer): void => {
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(fromFailure(answer.failure));
  };
  const end = (cause?: unknown): void => {
    ended ??= new RetryableError('STORE_UNAVAILABLE', 'Its thread has ended.', { file: given.file }, { cause });
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  worker.on('message', (answers: readonly Answer[]) => answers.forEach(settle));
  worker.on('error', end);
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end();
      resolve();
    });
  });

  const post = sender(worker, (requests, error) => {
    for (const { id } of requests) {
      pending.get(id)?.reject(error);
      pending.delete(id);
    }
  });
  const answer = (id: number) => new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
  const ask = (kind: Request['kind'], op: string, args: unknown, transfer: readonly ArrayBuffer[]): Promise<unknown> => {
    if (ended !== undefined) return Promise.reject(ended);
    nextId += 1;
    post({ id: nextId, kind, op, args, bytes: transfer.reduce((sum, buffer) => sum + buffer.byteLength, 0) }, transfer);
    return answer(nextId);
  };

  const thread: SqliteThread<Ops> = {
    write: (op, args, transfer = []) => ask('write', op, args, transfer) as Promise<never>,
    read: (op, args) => ask('read', op, args, []) as Promise<never>,
    close: async () => {
      if (ended === undefined) {
        const closed = ask('close', '', undefined, []);
        ended = new RetryableError('STORE_UNAVAILABLE', 'It is closed.', { file: given.file });
        await closed;
      }
      await exited;
    },
  };
  await answer(openingId);
  return thread;
};
