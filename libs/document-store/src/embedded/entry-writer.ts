/**
 * Writes one collection's entries under its rule. An entry whose key is free is inserted by one statement; only when the key is taken is
 * the stored version looked at, which the tallies need to know anyway, and replaced by an update that the version guards.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { bytesAt } from '@streamforge/sqlite/byte-column';
import { rowAt } from '@streamforge/sqlite/row-at';
import type { PackedEnds } from './packed-edges.ts';
import type { PackedEntries } from './packed-entries.ts';
import type { RowDictionary } from './row-dictionary.ts';
import { tableOf } from '../sql/tables.ts';
import type { SeriesDictionary, Tally } from './series-dictionary.ts';
import { added, removed, seriesDictionary } from './series-dictionary.ts';
import { codeOf } from './verdict-code.ts';

const stored = codeOf('stored');
const same = codeOf('same');
const older = codeOf('older');
const conflict = codeOf('conflict');

const seriesHeldInMemory = 20_000;

export interface EntryWriter {
  /** Verdict codes of the entries, in order. */
  write(entries: PackedEntries, ends: PackedEnds | undefined): Uint8Array<ArrayBuffer>;
  clear(): void;
  /** Forgets what is held in memory, after a rollback. */
  forget(): void;
}

type Row = readonly [rowid: number, order: number, version: Uint8Array, live: number];

/** `id` cells where the collection tells entries apart by id, end cells where its entries are edges. */
const columnsOf = (collection: CollectionName): readonly string[] => {
  const { identity, kind } = collections[collection];
  return [
    'series', ...(identity === 'id' ? ['id'] : []), 'ord', 'version', 'topic', 'partition', '"offset"',
    ...(kind === 'edges' ? ['from_vertex', 'to_vertex', 'type'] : []), 'body',
  ];
};

export const entryWriter = (db: DatabaseSync, collection: CollectionName, topics: RowDictionary, vertices: RowDictionary): EntryWriter => {
  const { identity, keeps } = collections[collection];
  const table = tableOf(collection);
  const columns = columnsOf(collection);
  const dictionary: SeriesDictionary = seriesDictionary(db, collection, seriesHeldInMemory);
  const places = columns.map(() => '?').join(', ');
  const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places}) ON CONFLICT DO NOTHING`);
  const key = identity === 'id' ? 'id' : 'ord';
  const find = db.prepare(`SELECT rowid, CAST(ord AS REAL), version, body IS NOT NULL FROM ${table} WHERE series = ? AND ${key} = ?`);
  find.setReturnArrays(true);
  const replace = db.prepare(`UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE rowid = ? AND version < ?`);

  const cellsOf = (tally: Tally, topic: number, entries: PackedEntries, ends: PackedEnds | undefined, row: number): SQLInputValue[] => {
    const cells: SQLInputValue[] = [tally.id];
    if (identity === 'id') cells.push(bytesAt(entries.ids, row));
    cells.push(rowAt(entries.orders, row), bytesAt(entries.versions, row));
    cells.push(topic, rowAt(entries.partitions, row), rowAt(entries.offsets, row));
    if (ends !== undefined) {
      cells.push(
        vertices.idOf(bytesAt(ends.fromSeries, row), bytesAt(ends.fromIds, row)),
        vertices.idOf(bytesAt(ends.toSeries, row), bytesAt(ends.toIds, row)),
        bytesAt(ends.types, row),
      );
    }
    cells.push(entries.deleted[row] === 1 ? null : bytesAt(entries.bodies, row));
    return cells;
  };

  const writeTaken = (tally: Tally, cells: readonly SQLInputValue[], entries: PackedEntries, row: number): number => {
    const order = rowAt(entries.orders, row);
    const version = bytesAt(entries.versions, row);
    const found = find.get(tally.id, identity === 'id' ? bytesAt(entries.ids, row) : order) as unknown as Row;
    const [rowid, foundOrder, foundVersion, foundLive] = found;
    const comparison = Buffer.compare(version, foundVersion);
    if (comparison === 0) return same;
    if (keeps === 'first') return conflict;
    if (comparison < 0) return older;
    replace.run(...cells, rowid, version);
    const live = entries.deleted[row] === 0;
    if (!live || foundLive === 0 || order !== foundOrder) {
      removed(tally, foundOrder, foundLive === 1);
      added(tally, order, live);
    }
    return stored;
  };

  return {
    write: (entries, ends) => {
      const tallies = entries.seriesNames.map(dictionary.tally);
      const topicIds = entries.topicNames.map((name) => topics.idOf(Buffer.from(name)));
      const codes = new Uint8Array(entries.length);
      for (let row = 0; row < entries.length; row += 1) {
        const tally = rowAt(tallies, rowAt(entries.series, row));
        const topic = rowAt(topicIds, rowAt(entries.topics, row));
        const cells = cellsOf(tally, topic, entries, ends, row);
        if (insert.run(...cells).changes === 1) {
          added(tally, rowAt(entries.orders, row), entries.deleted[row] === 0);
          codes[row] = stored;
        } else {
          codes[row] = writeTaken(tally, cells, entries, row);
        }
      }
      dictionary.save(tallies);
      return codes;
    },
    clear: () => {
      db.exec(`DELETE FROM ${table}`);
      db.prepare('DELETE FROM series WHERE collection = ?').run(collection);
      dictionary.forget();
    },
    forget: dictionary.forget,
  };
};
