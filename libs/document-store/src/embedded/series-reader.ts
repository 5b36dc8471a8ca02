/** Lists series with their tallies, by the bytes of their names. */
import type { DatabaseSync } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { SeriesSummary } from '../port.ts';
import { seriesBounds, seriesList } from '../sql/statements.ts';
import { sqliteDialect } from './dialect.ts';

export interface SeriesQuery {
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface SeriesReader {
  series(collection: CollectionName, query: SeriesQuery): readonly SeriesSummary[];
}

type Row = readonly [name: Uint8Array, count: number, first: number, last: number];

export const seriesReader = (db: DatabaseSync): SeriesReader => {
  const prepare = statementCache(db);
  return {
    series: (collection, { prefix, after, limit }) => {
      const { resumed, start, end } = seriesBounds(prefix, after);
      const rows = rowsOf<Row>(prepare(seriesList(sqliteDialect, resumed)), [collection, start, end, limit]);
      return Array.from(rows, ([name, count, first, last]) => ({ series: Buffer.from(name).toString(), count, first, last }));
    },
  };
};
