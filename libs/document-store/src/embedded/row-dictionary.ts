/** Rows that are written once and known by a small integer: topics by name, vertices by series and name. */
import type { DatabaseSync } from 'node:sqlite';

export interface RowDictionary {
  /** The id of these names, made when they are new. */
  idOf(...names: readonly Uint8Array[]): number;
  /** Forgets what is held in memory, after a rollback. */
  forget(): void;
}

const topicRows = { table: 'topics', columns: ['name'] } as const;
const vertexRows = { table: 'vertices', columns: ['series', 'name'] } as const;

/** Bytes as text, with their length: no two lists of names are spelled alike. */
const spelled = (name: Uint8Array): string => `${name.length}:${Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1')}`;

/** `cached` bounds the rows held in memory; the one that was asked for first goes first. */
const rowDictionary = (db: DatabaseSync, { table, columns }: typeof topicRows | typeof vertexRows, cached: number): RowDictionary => {
  const known = new Map<string, number>();
  const find = db.prepare(`SELECT id FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`);
  const create = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const keep = (key: string, id: number): number => {
    for (const oldest of known.keys()) {
      if (known.size < cached) break;
      known.delete(oldest);
    }
    known.set(key, id);
    return id;
  };
  return {
    idOf: (...names) => {
      const key = names.map(spelled).join('');
      return known.get(key) ?? keep(key, Number(find.get(...names)?.['id'] ?? create.run(...names).lastInsertRowid));
    },
    forget: () => known.clear(),
  };
};

/** Numbers of topics, a thousand of them in memory. */
export const topicDictionary = (db: DatabaseSync): RowDictionary => rowDictionary(db, topicRows, 1_000);

/** Numbers of vertices, twenty thousand of them in memory. */
export const vertexDictionary = (db: DatabaseSync): RowDictionary => rowDictionary(db, vertexRows, 20_000);
