/** What runs in the worker thread: statements on two connections of one file. The second reads what is committed while the first writes. */
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { Program, Reply } from '@streamforge/sqlite/program';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Parameter } from '../parameters.ts';
import { readRow, readings, type Answer } from './rows.ts';

export interface ProgramOptions {
  readonly file: string;
  /** How long another process that writes is waited for. */
  readonly busyMs: number;
}

export interface Run {
  readonly on: 'writer' | 'reader';
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** All are `reads` of the thread, which run at once: its group commit would join transactions that must stand alone. */
export interface LedgerOperations {
  readonly writes: Readonly<Record<never, never>>;
  readonly reads: {
    readonly run: (run: Run) => Reply<Answer>;
    /** Lets go of the second connection; the thread closes the first. */
    readonly close: (nothing: null) => Reply<null>;
  };
}

/** Prepared statements that are kept per connection. */
const KEPT = 200;

/** Primary result codes, https://sqlite.org/rescode.html. */
const codes = { error: 1, busy: 5, locked: 6, tooBig: 18, constraint: 19, mismatch: 20, range: 25 } as const;
const refusals: readonly number[] = [codes.tooBig, codes.constraint, codes.mismatch, codes.range];

const named = (error: unknown, file: string): unknown => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const primary = error.errcode & 0xff;
  const detail = `SQLite says: ${error.message}.`;
  if (refusals.includes(primary)) return new StreamForgeError('ROW_REFUSED', detail, {}, { cause: error });
  if (primary === codes.error) return new StreamForgeError('INTERNAL', detail, {}, { cause: error });
  if (primary === codes.busy || primary === codes.locked) {
    return new RetryableError('STORE_UNAVAILABLE', 'Another process writes to it.', { file }, { cause: error });
  }
  return error;
};

/** Whole numbers are bound as such; bound as doubles they would make `5.0` of a 5 where text is wanted. */
const bound = (value: Parameter): SQLInputValue => {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
};

const runner = (db: DatabaseSync, file: string): ((run: Run) => Answer) => {
  const kept = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = kept.get(sql) ?? db.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return statement;
  };
  return ({ sql, parameters }) => {
    try {
      const statement = prepared(sql);
      const columns = statement.columns();
      const values = parameters.map(bound);
      if (columns.length === 0) return { columns: [], rows: [], changes: Number(statement.run(...values).changes) };
      const readers = readings(statement);
      const rows = (statement.all(...values) as unknown as unknown[][]).map((row) => readRow(row, readers));
      return { columns: columns.map(({ name }) => name), rows, changes: rows.length };
    } catch (error) {
      throw named(error, file);
    }
  };
};

const settings = (busyMs: number): string => `PRAGMA busy_timeout = ${busyMs}; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON`;

const openReader = ({ file, busyMs }: ProgramOptions): DatabaseSync => {
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec(`${settings(busyMs)}; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192`);
  return reader;
};

export const program: Program<LedgerOperations, ProgramOptions> = {
  migrations: [],
  open: (db, options) => {
    db.exec(settings(options.busyMs));
    const reader = openReader(options);
    const runs = { writer: runner(db, options.file), reader: runner(reader, options.file) };
    return {
      writes: {},
      reads: {
        run: (run) => ({ value: runs[run.on](run) }),
        close: () => {
          reader.close();
          return { value: null };
        },
      },
    };
  },
};
