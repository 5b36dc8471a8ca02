/**
 * The SQLite tables. Each collection has one of its own: an ordinary rowid table, appended to, with narrow indexes; series, topics and
 * vertices are dictionaries, so that indexes hold small integers. Names and ids are BLOBs: they compare by bytes and may hold NUL.
 * Columns beside the body come first, so that reading them never follows a large body's overflow pages.
 */
import type { CollectionName } from '@streamforge/contracts/collections';

export const tableOf = (collection: CollectionName): string => `entries_${collection}`;

const dictionaries = `
  CREATE TABLE topics (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
  CREATE TABLE vertices (id INTEGER PRIMARY KEY, series BLOB NOT NULL, name BLOB NOT NULL, UNIQUE (series, name));
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, collection TEXT NOT NULL, name BLOB NOT NULL,
    live INTEGER NOT NULL, deleted INTEGER NOT NULL, first INTEGER, last INTEGER, UNIQUE (collection, name)
  );
  CREATE TABLE written (collection TEXT PRIMARY KEY, entries INTEGER NOT NULL, lost INTEGER NOT NULL);`;

const common = 'version BLOB NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL';

const byOrder = (collection: CollectionName): string => `
  CREATE TABLE ${tableOf(collection)} (series INTEGER NOT NULL, ord INTEGER NOT NULL, ${common}, body BLOB);
  CREATE UNIQUE INDEX ${collection}_by_order ON ${tableOf(collection)} (series, ord);`;

const byId = (collection: CollectionName, more = ''): string => `
  CREATE TABLE ${tableOf(collection)} (series INTEGER NOT NULL, ord INTEGER NOT NULL, id BLOB NOT NULL, ${common}, ${more} body BLOB);
  CREATE UNIQUE INDEX ${collection}_by_id ON ${tableOf(collection)} (series, id);
  CREATE INDEX ${collection}_by_order ON ${tableOf(collection)} (series, ord, id);`;

const edges = (collection: CollectionName): string => `
  ${byId(collection, 'from_vertex INTEGER NOT NULL, to_vertex INTEGER NOT NULL, type BLOB NOT NULL,')}
  CREATE INDEX ${collection}_out ON ${tableOf(collection)} (from_vertex);
  CREATE INDEX ${collection}_in ON ${tableOf(collection)} (to_vertex);`;

/** Applied in order, once each. A new collection is a new migration; what is written here never changes. */
export const migrations: readonly string[] = [
  [dictionaries, byOrder('candles'), byId('trades'), byId('documents'), byId('assets'), edges('relations')].join('\n'),
];
