/** The worker's side of a thread: opens the file, runs the program's operations, answers in groups. */
import { DatabaseSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';
import { openingError, namedError, toFailure } from './failure.ts';
import { groupCommit, type GroupCommit } from './group-commit.ts';
import { openHighWater, type HighWaterFile } from './high-water.ts';
import { openingId, type Answer, type Request, type ThreadOptions } from './messages.ts';
import { migrate } from './migrate.ts';
import type { Hook, Opened, Operations, Program, Reply } from './program.ts';

type AnyProgram = Program<Operations, unknown>;

interface Store {
  readonly db: DatabaseSync;
  readonly opened: Opened<Operations>;
  readonly group: GroupCommit;
  readonly highWater: HighWaterFile | undefined;
}

const connect = ({ file, readOnly, busyMs, cacheBytes, walAutocheckpoint }: ThreadOptions): DatabaseSync => {
  const db = new DatabaseSync(file, { readOnly, timeout: busyMs });
  db.exec(`PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -${Math.ceil(cacheBytes / 1_024)}`);
  if (readOnly) return db;
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${walAutocheckpoint}`);
  return db;
};

/** The commit is durable whether its mark could be kept or not: without it only the detection of a cut file lags behind. */
const keeper = (highWater: HighWaterFile | undefined) => (mark: Uint8Array): void => {
  try {
    highWater?.write(mark);
  } catch {
    return;
  }
};

const openStore = (thread: ThreadOptions, program: AnyProgram, hook: Hook): Store => {
  const db = connect(thread);
  migrate(db, program.migrations, thread.file);
  const highWater = thread.highWaterFile === undefined ? undefined : openHighWater(thread.highWaterFile);
  const opened = program.open(db, thread.options, highWater?.mark);
  hook.opened?.(db);
  const keepMark = keeper(highWater);
  const group = groupCommit({ db, opened, hook, groupCommitMs: thread.groupCommitMs, keepMark });
  return { db, opened, group, highWater };
};

/** Collects answers until the present message or commit is dealt with, so that they leave together. */
const answering = (port: MessagePort, file: string) => {
  let answers: Answer[] = [];
  let transfer: ArrayBuffer[] = [];
  return {
    done: (id: number, reply: Reply<unknown>): void => {
      answers.push({ id, ok: true, value: reply.value });
      if (reply.transfer !== undefined) transfer.push(...reply.transfer);
    },
    failed: (id: number, error: unknown): void => {
      answers.push({ id, ok: false, failure: toFailure(namedError(error, file)) });
    },
    send: (): void => {
      if (answers.length === 0) return;
      const [group, buffers] = [answers, transfer];
      answers = [];
      transfer = [];
      port.postMessage(group, buffers);
    },
  };
};

const refuseOpening = (port: MessagePort, error: unknown, file: string): void => {
  const answer: Answer = { id: openingId, ok: false, failure: toFailure(openingError(error, file)) };
  port.postMessage([answer]);
  port.close();
};

const operation = (table: Operations['reads'], request: Request): (() => Reply<unknown>) => {
  const run = table[request.op];
  if (run === undefined) throw new Error(`The program has no ${request.kind} named ${request.op}.`);
  return () => run(request.args as never);
};

/** Serves one SQLite file on `port` until a close request has been answered. */
export const serve = async (port: MessagePort, thread: ThreadOptions): Promise<void> => {
  let store: Store;
  try {
    const { program } = await import(thread.program) as { program: AnyProgram };
    const hook = thread.hook === undefined ? {} : await import(thread.hook) as Hook;
    store = openStore(thread, program, hook);
  } catch (error) {
    refuseOpening(port, error, thread.file);
    return;
  }
  const { db, opened, group, highWater } = store;
  const answers = answering(port, thread.file);

  const write = (request: Request): void => {
    const done = (reply: Reply<unknown>): void => {
      answers.done(request.id, reply);
      queueMicrotask(answers.send);
    };
    const failed = (error: unknown): void => {
      answers.failed(request.id, error);
      queueMicrotask(answers.send);
    };
    group.write({ run: operation(opened.writes, request), bytes: request.bytes, done, failed });
  };

  const close = (request: Request): void => {
    group.flush();
    highWater?.close();
    db.close();
    answers.done(request.id, { value: undefined });
    answers.send();
    port.close();
  };

  const take = (request: Request): void => {
    try {
      if (request.kind === 'write') write(request);
      else if (request.kind === 'read') answers.done(request.id, operation(opened.reads, request)());
      else close(request);
    } catch (error) {
      answers.failed(request.id, error);
    }
  };

  port.on('message', (requests: readonly Request[]) => {
    for (const request of requests) take(request);
    answers.send();
  });
  answers.done(openingId, { value: undefined });
  answers.send();
};
