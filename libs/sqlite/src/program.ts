/**
 * A program is what runs beside a SQLite file in its worker thread: a module that exports `program`. Its operations are synchronous
 * functions over plain data; what they take and give crosses threads, so large things are few typed arrays, never an object a record.
 */
import type { DatabaseSync } from 'node:sqlite';

/** What an operation answers; buffers named in `transfer` move to the caller instead of being copied. */
export interface Reply<Value> {
  readonly value: Value;
  readonly transfer?: readonly ArrayBuffer[];
}

/**
 * The operations of a program. A write that throws is undone alone, its neighbours in the same commit stand; so it changes memory
 * only after its last statement. A read sees what open writes have done: a program that must not show it keeps a durable bound.
 */
export interface Operations {
  readonly writes: Readonly<Record<string, (args: never) => Reply<unknown>>>;
  readonly reads: Readonly<Record<string, (args: never) => Reply<unknown>>>;
}

export interface Opened<Ops extends Operations> {
  readonly writes: Ops['writes'];
  readonly reads: Ops['reads'];
  /** Told after each durable commit, before its writes are acknowledged. Answers the high-water mark to keep outside the file, if any. */
  readonly committed?: () => Uint8Array | undefined;
  /** Told when a whole group was undone: memory that followed its writes must be read again. */
  readonly rolledBack?: () => void;
}

export interface Program<Ops extends Operations, Options> {
  /** SQL applied in order, once each; their count is the file's `user_version`. */
  readonly migrations: readonly string[];
  /** `mark` is the last high-water mark that was kept: a file that holds less was cut. */
  readonly open: (db: DatabaseSync, options: Options, mark: Uint8Array | undefined) => Opened<Ops>;
}

/** Fault injection of tests: a module with these exports, named by URL when a thread is opened. Production names none. */
export interface Hook {
  readonly opened?: (db: DatabaseSync) => void;
  /** `commit` counts this thread's durable commits from 1. */
  readonly beforeCommit?: (commit: number) => void;
  /** Runs when the commit is durable and not yet acknowledged. */
  readonly afterCommit?: (commit: number) => void;
}
