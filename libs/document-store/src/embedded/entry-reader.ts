/** Reads entries in pages that are bounded by count and by bytes, whatever the size of a body. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { Cursor, Window } from '../sql/keyset.ts';
import { keyset, wholeSeries } from '../sql/keyset.ts';
import type { EntryRow } from '../sql/statements.ts';
import { entries, entryByKey, nextSeries, seriesByName } from '../sql/statements.ts';
import { sqliteDialect } from './dialect.ts';
import type { EntryPacker, PackedEntries } from './packed-entries.ts';
import { entryPacker } from './packed-entries.ts';

const pageEntries = 1_000;
const pageBytes = 1_048_576;
const nothing = new Uint8Array(0);

export interface EntryPage {
  readonly entries: PackedEntries;
  /** Where the next page begins; absent when this is the last. */
  readonly next?: Cursor | undefined;
}

/** All series of a collection, one after the other. */
export interface CollectionCursor extends Cursor {
  readonly series: Uint8Array;
}

export interface CollectionPage {
  readonly entries: PackedEntries;
  readonly next?: CollectionCursor | undefined;
}

export interface EntryReader {
  get(collection: CollectionName, series: string, order: number, id: string): PackedEntries;
  scan(collection: CollectionName, series: string, window: Window, limit: number): EntryPage;
  everything(collection: CollectionName, after: CollectionCursor | undefined): CollectionPage;
}

type SeriesRow = readonly [id: number, name: Uint8Array];

export const entryReader = (db: DatabaseSync): EntryReader => {
  const prepare = statementCache(db);
  const topicNames = new Map<number, string>();

  const topicOf = (id: number): string => {
    const known = topicNames.get(id);
    if (known !== undefined) return known;
    const row = rowOf<readonly [Uint8Array]>(prepare('SELECT name FROM topics WHERE id = ?'), [id]);
    const name = Buffer.from(row?.[0] ?? nothing).toString();
    topicNames.set(id, name);
    return name;
  };
  const seriesId = (collection: CollectionName, name: Uint8Array): number | undefined =>
    rowOf<readonly [number]>(prepare(seriesByName(sqliteDialect)), [collection, name])?.[0];
  const full = (packer: EntryPacker): boolean => packer.count() >= pageEntries || packer.size() >= pageBytes;
  const add = (packer: EntryPacker, series: string, [order, id, version, body, topic, partition, offset]: EntryRow): void =>
    packer.add(series, order, id, version, body, { topic: topicOf(topic), partition, offset });

  /** Adds rows of one series until the page is full; says where it stopped, if it did before the series' end. */
  const fill = (
    packer: EntryPacker, collection: CollectionName, id: number, name: string, window: Window, limit: number,
  ): Cursor | undefined => {
    const rows = Math.min(limit, pageEntries - packer.count());
    const { sql, values } = keyset(sqliteDialect, collection, id, window, rows);
    let taken = 0;
    let last: Cursor | undefined;
    for (const row of rowsOf<EntryRow>(prepare(`${entries(sqliteDialect, collection)} ${sql}`), values as readonly SQLInputValue[])) {
      add(packer, name, row);
      taken += 1;
      last = { order: row[0], id: row[1] };
      if (packer.size() >= pageBytes) return last;
    }
    return taken === rows ? last : undefined;
  };

  return {
    get: (collection, series, order, id) => {
      const packer = entryPacker(1);
      const number = seriesId(collection, Buffer.from(series));
      if (number === undefined) return packer.finish();
      const key = collections[collection].identity === 'id' ? Buffer.from(id) : order;
      const row = rowOf<EntryRow>(prepare(entryByKey(sqliteDialect, collection)), [number, key]);
      if (row !== undefined) add(packer, series, row);
      return packer.finish();
    },
    scan: (collection, series, window, limit) => {
      const packer = entryPacker(Math.min(limit, pageEntries));
      const number = seriesId(collection, Buffer.from(series));
      if (number === undefined) return { entries: packer.finish() };
      const next = fill(packer, collection, number, series, window, limit);
      return { entries: packer.finish(), next };
    },
    everything: (collection, after) => {
      const packer = entryPacker(pageEntries);
      const following = prepare(nextSeries(sqliteDialect, true));
      const first = prepare(nextSeries(sqliteDialect, false));
      let window: Window = { ...wholeSeries, after };
      let started = after === undefined ? undefined : seriesId(collection, after.series);
      let name = after?.series;
      for (;;) {
        if (started !== undefined && name !== undefined) {
          const stopped = fill(packer, collection, started, Buffer.from(name).toString(), window, pageEntries);
          if (stopped !== undefined || full(packer)) {
            const end = stopped ?? { order: Infinity, id: nothing };
            return { entries: packer.finish(), next: { ...end, series: name } };
          }
        }
        const row: SeriesRow | undefined = name === undefined
          ? rowOf<SeriesRow>(first, [collection])
          : rowOf<SeriesRow>(following, [collection, name]);
        if (row === undefined) return { entries: packer.finish() };
        [started, name] = row;
        window = wholeSeries;
      }
    },
  };
};
