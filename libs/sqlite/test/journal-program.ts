/** A program of the tests: a table of lines, with a mark that counts them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Program } from '../src/program.ts';

const open = (db: DatabaseSync, _options: unknown, mark: Uint8Array | undefined) => {
  const insert = db.prepare('INSERT INTO line (text) VALUES (?)');
  const all = db.prepare('SELECT text FROM line ORDER BY rowid');
  let undone = 0;
  return {
    writes: {
      add: ({ text }: { readonly text: string }) => ({ value: Number(insert.run(text).lastInsertRowid) }),
      addThenFail: ({ text }: { readonly text: string }) => {
        insert.run(text);
        throw new Error(`refused after ${text}`);
      },
      size: ({ bytes }: { readonly bytes: Uint8Array }) => ({ value: bytes.length }),
    },
    reads: {
      lines: () => ({ value: all.all().map((row) => String(row['text'])) }),
      opening: () => ({ value: { mark: mark === undefined ? undefined : new TextDecoder().decode(mark), undone } }),
      letters: ({ count }: { readonly count: number }) => {
        const value = new Uint8Array(count).fill(97);
        return { value, transfer: [value.buffer] };
      },
    },
    committed: () => new TextEncoder().encode(`${all.all().length} lines`),
    rolledBack: () => {
      undone += 1;
    },
  };
};

export type JournalOperations = ReturnType<typeof open>;

export const program = {
  migrations: ['CREATE TABLE line (text TEXT NOT NULL) STRICT'],
  open,
} satisfies Program<JournalOperations, unknown>;
