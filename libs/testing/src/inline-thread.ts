/** The thread's contract without a thread: what runs beside the file can be stepped through and measured where the tests run. */
import type { DatabaseSync } from 'node:sqlite';
import type { Operations, Program } from '@streamforge/sqlite/program';
import type { SqliteThread } from '@streamforge/sqlite/thread';

export const inlineThread = <Ops extends Operations, Options>(db: DatabaseSync, program: Program<Ops, Options>, options: Options): SqliteThread<Ops> => {
  const opened = program.open(db, options, undefined);
  const call = (operations: Ops['writes'] | Ops['reads'], op: PropertyKey, args: unknown): unknown => {
    const operation = (operations as Record<PropertyKey, (args: unknown) => { readonly value: unknown }>)[op];
    return operation?.(args).value;
  };
  const write = async (op: PropertyKey, args: unknown): Promise<unknown> => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const value = call(opened.writes, op, args);
      db.exec('COMMIT');
      opened.committed?.();
      return value;
    } catch (error) {
      db.exec('ROLLBACK');
      opened.rolledBack?.();
      throw error;
    }
  };
  const read = async (op: PropertyKey, args: unknown): Promise<unknown> => call(opened.reads, op, args);
  return { write, read, close: async () => {} } as SqliteThread<Ops>;
};
