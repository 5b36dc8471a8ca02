/** The statements that read, in the words both databases share. Parameters are numbered from 1, in the order each comment gives. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { exact, type SqlDialect } from './dialect.ts';
import { tableOf } from './tables.ts';

/** What a row of `entryColumns` holds. */
export type EntryRow = readonly [
  order: number, id: Uint8Array, version: Uint8Array, body: Uint8Array | null, topic: number, partition: number, offset: number,
];

/** A page goes on after the last id too, where ids tell entries apart; elsewhere there is none. */
const none = (dialect: SqlDialect): string => `CAST('' AS ${dialect.types.bytes})`;
const idOf = (dialect: SqlDialect, collection: CollectionName): string => (collections[collection].identity === 'id' ? 'id' : none(dialect));

/** Rows of one collection; `keyset` says which. */
export const entries = (dialect: SqlDialect, collection: CollectionName): string =>
  `SELECT ${exact('ord')} AS ord, ${idOf(dialect, collection)} AS id, version, body, topic, partition, ${exact('"offset"')} AS "offset"
    FROM ${tableOf(collection)}`;

/** Orders, and ids where ties need them to go on. */
export const orders = (dialect: SqlDialect, collection: CollectionName): string =>
  `SELECT ${exact('ord')} AS ord, ${idOf(dialect, collection)} AS id FROM ${tableOf(collection)}`;

/** The column that, with the series, tells entries apart. */
export const keyColumn = (collection: CollectionName): 'id' | 'ord' => (collections[collection].identity === 'id' ? 'id' : 'ord');

/** One entry. Parameters: series, id or order. */
export const entryByKey = (dialect: SqlDialect, collection: CollectionName): string =>
  `${entries(dialect, collection)} WHERE series = ${dialect.place(1)} AND ${keyColumn(collection)} = ${dialect.place(2)}`;

/** Parameters: collection, name. */
export const seriesByName = ({ place }: SqlDialect): string =>
  `SELECT id, deleted FROM series WHERE collection = ${place(1)} AND name = ${place(2)}`;

/** The next series by the bytes of their names. Parameters: collection and, once one was given, its name. */
export const nextSeries = ({ place }: SqlDialect, resumed: boolean, most = 1): string =>
  `SELECT id, name FROM series WHERE collection = ${place(1)}${resumed ? ` AND name > ${place(2)}` : ''} ORDER BY name LIMIT ${most}`;

/** Series that have entries, with their tallies. Parameters: collection, first name (passed already when resumed), name beyond, most. */
export const seriesList = ({ place }: SqlDialect, resumed: boolean): string =>
  `SELECT name, live, ${exact('first')} AS first, ${exact('last')} AS last FROM series
    WHERE collection = ${place(1)} AND name ${resumed ? '>' : '>='} ${place(2)} AND name < ${place(3)} AND live > 0
    ORDER BY name LIMIT ${place(4)}`;

/** UTF-8 has no byte 0xff: every name with the prefix sorts below it. */
const pastPrefix = Buffer.from([0xff]);

/** Bounds of a list of series, and whether it goes on after a name that was given. */
export const seriesBounds = (prefix: string, after: string | undefined): { readonly resumed: boolean; readonly start: Buffer; readonly end: Buffer } => {
  const start = Buffer.from(prefix);
  const passed = after === undefined ? undefined : Buffer.from(after);
  const resumed = passed !== undefined && Buffer.compare(passed, start) >= 0;
  return { resumed, start: resumed ? passed : start, end: Buffer.concat([start, pastPrefix]) };
};

/** The number of a vertex. Parameters: series, name. */
export const vertexByName = ({ place }: SqlDialect): string =>
  `SELECT id FROM vertices WHERE series = ${place(1)} AND name = ${place(2)}`;

/** Edges at the vertices of parameter 1: ends, then what they are sorted by, after what `identified` says tells them apart. */
export const edgesAt = (dialect: SqlDialect, end: 'from_vertex' | 'to_vertex', identified: string): string => `
  SELECT ${identified}, edge.from_vertex, edge.to_vertex, source.series AS from_series, source.name AS from_name, edge.type,
    target.series AS to_series, target.name AS to_name, series.name AS edge_series, edge.id AS edge_id
  FROM entries_relations AS edge
  JOIN vertices AS source ON source.id = edge.from_vertex
  JOIN vertices AS target ON target.id = edge.to_vertex
  JOIN series ON series.id = edge.series
  WHERE ${dialect.among(`edge.${end}`, 1)} AND edge.body IS NOT NULL`;
