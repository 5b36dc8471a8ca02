/**
 * The tables. Each collection has one of its own, appended to, with narrow indexes; series, topics and vertices are dictionaries, so that
 * indexes hold small integers. Names and ids are bytes: they compare as such and may hold NUL. Columns beside the body come first, so that
 * reading them never touches a large body.
 */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { SqlDialect } from './dialect.ts';

/** The table of a collection’s entries. */
export const tableOf = (collection: CollectionName): string => `entries_${collection}`;

/** `topics`, `vertices` and `series`, the last with each series' tally. */
export const dictionaryTables = ({ types: { key, wide, bytes } }: SqlDialect): string => `
  CREATE TABLE topics (id ${key}, name ${bytes} NOT NULL UNIQUE);
  CREATE TABLE vertices (id ${key}, series ${bytes} NOT NULL, name ${bytes} NOT NULL, UNIQUE (series, name));
  CREATE TABLE series (
    id ${key}, collection TEXT NOT NULL, name ${bytes} NOT NULL,
    live ${wide} NOT NULL, deleted ${wide} NOT NULL, first ${wide}, last ${wide}, UNIQUE (collection, name)
  );`;

const common = ({ types: { integer, wide, bytes } }: SqlDialect): string =>
  `version ${bytes} NOT NULL, topic ${integer} NOT NULL, partition ${integer} NOT NULL, "offset" ${wide} NOT NULL`;

/** A collection that tells its entries apart by their order. */
export const byOrderTable = (dialect: SqlDialect, collection: CollectionName): string => `
  CREATE TABLE ${tableOf(collection)} (
    series ${dialect.types.integer} NOT NULL, ord ${dialect.types.wide} NOT NULL, ${common(dialect)}, body ${dialect.types.bytes}
  );
  CREATE UNIQUE INDEX ${collection}_by_order ON ${tableOf(collection)} (series, ord);`;

/** One that tells them apart by id. */
export const byIdTable = (dialect: SqlDialect, collection: CollectionName, more = ''): string => `
  CREATE TABLE ${tableOf(collection)} (
    series ${dialect.types.integer} NOT NULL, ord ${dialect.types.wide} NOT NULL, id ${dialect.types.bytes} NOT NULL,
    ${common(dialect)}, ${more} body ${dialect.types.bytes}
  );
  CREATE UNIQUE INDEX ${collection}_by_id ON ${tableOf(collection)} (series, id);
  CREATE INDEX ${collection}_by_order ON ${tableOf(collection)} (series, ord, id);`;

/** One whose entries are edges between two vertices. */
export const edgeTable = (dialect: SqlDialect, collection: CollectionName): string => {
  const { integer, bytes } = dialect.types;
  const ends = `from_vertex ${integer} NOT NULL, to_vertex ${integer} NOT NULL, type ${bytes} NOT NULL,`;
  return `
  ${byIdTable(dialect, collection, ends)}
  CREATE INDEX ${collection}_out ON ${tableOf(collection)} (from_vertex);
  CREATE INDEX ${collection}_in ON ${tableOf(collection)} (to_vertex);`;
};
