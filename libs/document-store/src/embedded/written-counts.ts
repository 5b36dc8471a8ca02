/**
 * How many writes each collection has taken, in its own transaction, and the same numbers in the high-water file that is kept beside the
 * database. When the file knows of more than the database does, writes that were acknowledged have been cut off: they are counted as lost
 * until the collection is cleared for a rebuild.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collectionNames } from '@streamforge/contracts/collections';

export interface WrittenCounts {
  /** Counts writes of the transaction that is open. */
  count(collection: CollectionName, writes: number): void;
  /** Forgets the losses of a collection that begins anew. */
  clear(collection: CollectionName): void;
  lost(): number;
  /** The counts as bytes, for the high-water file. */
  toBytes(): Uint8Array<ArrayBuffer>;
  /** Reads the counts again, after a rollback. */
  reload(): void;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Counts by collection as the high-water file held them; one that can't be read says nothing. */
const parse = (bytes: Uint8Array | undefined): Readonly<Record<string, unknown>> => {
  if (bytes === undefined || bytes.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(decoder.decode(bytes));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
};

export const writtenCounts = (db: DatabaseSync, highWater: Uint8Array | undefined): WrittenCounts => {
  const counts = new Map<CollectionName, number>();
  const read = db.prepare('SELECT CAST(entries AS REAL) AS entries FROM written WHERE collection = ?');
  const save = db.prepare(`INSERT INTO written (collection, entries, lost) VALUES (?, ?, 0)
    ON CONFLICT DO UPDATE SET entries = excluded.entries`);
  const lose = db.prepare('UPDATE written SET lost = lost + ? WHERE collection = ?');
  const found = db.prepare('UPDATE written SET lost = 0 WHERE collection = ?');
  const total = db.prepare('SELECT CAST(total(lost) AS REAL) AS lost FROM written');
  const reload = (): void => {
    for (const name of collectionNames) counts.set(name, Number(read.get(name)?.['entries'] ?? 0));
  };
  const count = (collection: CollectionName, writes: number): void => {
    if (writes === 0) return;
    const entries = (counts.get(collection) ?? 0) + writes;
    save.run(collection, entries);
    counts.set(collection, entries);
  };

  reload();
  const known = parse(highWater);
  for (const name of collectionNames) {
    const missing = Number(known[name] ?? 0) - (counts.get(name) ?? 0);
    if (!(missing > 0)) continue;
    // The count goes on from what was acknowledged, so that the same loss is not counted again.
    count(name, missing);
    lose.run(missing, name);
  }

  return {
    count,
    clear: (collection) => { found.run(collection); },
    lost: () => Number(total.get()?.['lost']),
    toBytes: () => encoder.encode(JSON.stringify(Object.fromEntries(counts))),
    reload,
  };
};
