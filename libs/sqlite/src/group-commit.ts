/**
 * Writes that arrive close together share one COMMIT, which is one sync of the disk. Each runs in a savepoint, so that one that fails
 * is undone alone; all are answered after the commit, or all refused when it fails.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Hook, Opened, Operations, Reply } from './program.ts';

/** A group this large is committed at once: waiting on would only grow memory. */
const groupOps = 4_096;
const groupBytes = 16_777_216;

export interface Write {
  readonly run: () => Reply<unknown>;
  readonly bytes: number;
  readonly done: (reply: Reply<unknown>) => void;
  readonly failed: (error: unknown) => void;
}

export interface GroupCommit {
  write(write: Write): void;
  /** Commits what is open now. */
  flush(): void;
}

export interface GroupCommitParts {
  readonly db: DatabaseSync;
  readonly opened: Opened<Operations>;
  readonly hook: Hook;
  readonly groupCommitMs: number;
  readonly keepMark: (mark: Uint8Array) => void;
}

interface Waiting {
  readonly write: Write;
  readonly reply: Reply<unknown>;
}

/** Makes the group commit of one database connection. */
export const groupCommit = ({ db, opened, hook, groupCommitMs, keepMark }: GroupCommitParts): GroupCommit => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT op');
  const release = db.prepare('RELEASE op');
  const undo = db.prepare('ROLLBACK TO op');
  let waiting: Waiting[] = [];
  let bytes = 0;
  let commits = 0;
  let timer: NodeJS.Timeout | undefined;

  const taken = (): Waiting[] => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    bytes = 0;
    return group;
  };

  const undoAll = (error: unknown): void => {
    const group = taken();
    if (db.isTransaction) rollback.run();
    opened.rolledBack?.();
    for (const { write } of group) write.failed(error);
  };

  const flush = (): void => {
    if (timer === undefined) return;
    try {
      hook.beforeCommit?.(commits + 1);
      commit.run();
    } catch (error) {
      undoAll(error);
      return;
    }
    commits += 1;
    const mark = opened.committed?.();
    if (mark !== undefined) keepMark(mark);
    hook.afterCommit?.(commits);
    for (const { write, reply } of taken()) write.done(reply);
  };

  /** A full disk can end the whole transaction, not only the statement: then the neighbours are undone as well. */
  const undoOne = (write: Write, error: unknown): void => {
    if (db.isTransaction) {
      undo.run();
      release.run();
    } else {
      undoAll(error);
    }
    write.failed(error);
  };

  const runInSavepoint = (write: Write): void => {
    savepoint.run();
    let reply;
    try {
      reply = write.run();
      release.run();
    } catch (error) {
      undoOne(write, error);
      return;
    }
    waiting.push({ write, reply });
    bytes += write.bytes;
    if (waiting.length >= groupOps || bytes >= groupBytes) flush();
  };

  return {
    write: (write) => {
      try {
        if (timer === undefined) {
          begin.run();
          timer = setTimeout(flush, groupCommitMs);
        }
      } catch (error) {
        write.failed(error);
        return;
      }
      runInSavepoint(write);
    },
    flush,
  };
};
