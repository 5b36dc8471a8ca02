/** Lists series with their tallies, by the bytes of their names. */
import type { DatabaseSync } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import type { SeriesSummary } from '../port.ts';
import { rowsOf, statementCache } from './statement-cache.ts';

export interface SeriesQuery {
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface SeriesReader {
  series(collection: CollectionName, query: SeriesQuery): readonly SeriesSummary[];
}

type Row = readonly [name: Uint8Array, count: number, first: number, last: number];

/** UTF-8 has no byte 0xff: every name with the prefix sorts below it. */
const pastPrefix = Buffer.from([0xff]);

export const seriesReader = (db: DatabaseSync): SeriesReader => {
  const prepare = statementCache(db);
  return {
    series: (collection, { prefix, after, limit }) => {
      const start = Buffer.from(prefix);
      const passed = after === undefined ? undefined : Buffer.from(after);
      const resumed = passed !== undefined && Buffer.compare(passed, start) >= 0;
      const rows = rowsOf<Row>(prepare(`SELECT name, live, CAST(first AS REAL), CAST(last AS REAL) FROM series
        WHERE collection = ? AND name ${resumed ? '>' : '>='} ? AND name < ? AND live > 0 ORDER BY name LIMIT ?`),
      [collection, resumed ? passed : start, Buffer.concat([start, pastPrefix]), limit]);
      return Array.from(rows, ([name, count, first, last]) => ({ series: Buffer.from(name).toString(), count, first, last }));
    },
  };
};
