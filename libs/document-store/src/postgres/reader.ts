/** Reads in pages bounded by count and by bytes: no cursor is held on the server between pages. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import type { PgPool, PgResult } from '@streamforge/postgres/pool';
import type { EntryKey, SeriesSummary, StoredEntry } from '../port.ts';
import { keyset, wholeSeries, type Cursor, type Window } from '../sql/keyset.ts';
import { entries, entryByKey, nextSeries, orders, seriesBounds, seriesByName, seriesList } from '../sql/statements.ts';
import { postgresDialect } from './dialect.ts';

const pageEntries = 1_000;
const pageBytes = 1_048_576;
const pageOrders = 8_192;
const pageSeries = 1_000;

export interface EntryPage {
  readonly entries: readonly StoredEntry[];
  /** Where the next page begins; absent when this is the last. */
  readonly next?: Cursor | undefined;
}

export interface OrderPage {
  readonly orders: Float64Array;
  readonly next?: Cursor | undefined;
}

interface Row {
  readonly ord: number;
  readonly id: Uint8Array;
  readonly version: Uint8Array;
  readonly body: Uint8Array | null;
  readonly topic: number;
  readonly partition: number;
  readonly offset: number;
}

interface SeriesRow {
  readonly id: number;
  readonly name: Uint8Array;
  readonly deleted: number;
}

interface SummaryRow {
  readonly name: Uint8Array;
  readonly live: number;
  readonly first: number;
  readonly last: number;
}

export interface PostgresReader {
  get(collection: CollectionName, key: EntryKey): Promise<StoredEntry | undefined>;
  scan(collection: CollectionName, series: string, window: Window, limit: number): Promise<EntryPage>;
  orders(collection: CollectionName, series: string, window: Window, limit: number): Promise<OrderPage>;
  everything(collection: CollectionName): AsyncGenerator<readonly StoredEntry[]>;
  series(collection: CollectionName, query: { readonly prefix: string; readonly after: string | undefined; readonly limit: number }): Promise<readonly SeriesSummary[]>;
}

/** pg's Buffers as plain bytes, as the port has them. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();

/** Rows of a page up to the one that fills it. Sizes are known without reading the bodies, so that those beyond are never read. */
const bounded = (sql: string, order: string): string => `
  SELECT ord, id, version, body, topic, partition, "offset" FROM (
    SELECT page.*, sum(coalesce(octet_length(body), 0)) OVER (ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
      - coalesce(octet_length(body), 0) AS before FROM (${sql}) AS page
  ) AS sized WHERE before < ${pageBytes} ORDER BY ${order}`;

export const postgresReader = (pool: PgPool): PostgresReader => {
  const names = new Map<string, string>();
  const topicNames = new Map<number, string>();
  const query = <Row>(sql: string, values: readonly unknown[]): Promise<PgResult<Row>> => {
    let name = names.get(sql);
    if (name === undefined) names.set(sql, name = `read_${names.size}`);
    return pool.query<Row>(sql, values, name);
  };

  const topicOf = async (rows: readonly Row[]): Promise<(id: number) => string> => {
    if (rows.some(({ topic }) => !topicNames.has(topic))) {
      const { rows: found } = await query<{ id: number; name: Uint8Array }>('SELECT id, name FROM topics', []);
      for (const { id, name } of found) topicNames.set(id, textOf(name));
    }
    return (id) => topicNames.get(id) ?? '';
  };
  const storedEntries = async (series: string, rows: readonly Row[]): Promise<readonly StoredEntry[]> => {
    const nameOf = await topicOf(rows);
    return rows.map(({ ord, id, version, body, topic, partition, offset }) =>
      ({ series, order: ord, id: textOf(id), version: plain(version), body: body && plain(body), source: { topic: nameOf(topic), partition, offset } }));
  };
  const seriesNamed = async (collection: CollectionName, name: string): Promise<SeriesRow | undefined> =>
    (await query<SeriesRow>(seriesByName(postgresDialect), [collection, Buffer.from(name)])).rows[0];

  /** A page of one series, by its number. */
  const page = async (collection: CollectionName, number: number, series: string, window: Window, limit: number): Promise<EntryPage> => {
    const most = Math.min(limit, pageEntries);
    const { sql, order, values } = keyset(postgresDialect, collection, number, window, most);
    const { rows } = await query<Row>(bounded(`${entries(postgresDialect, collection)} ${sql}`, order), values);
    const last = rows.at(-1);
    const bytes = rows.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
    const ended = last === undefined || (rows.length < most && bytes < pageBytes);
    return { entries: await storedEntries(series, rows), next: ended ? undefined : { order: last.ord, id: last.id } };
  };

  return {
    get: async (collection, { series, order, id }) => {
      const found = await seriesNamed(collection, series);
      if (found === undefined) return undefined;
      const key = collections[collection].identity === 'id' ? Buffer.from(id) : order;
      const { rows } = await query<Row>(entryByKey(postgresDialect, collection), [found.id, key]);
      return (await storedEntries(series, rows))[0];
    },
    scan: async (collection, series, window, limit) => {
      const found = await seriesNamed(collection, series);
      return found === undefined ? { entries: [] } : page(collection, found.id, series, window, limit);
    },
    orders: async (collection, series, window, limit) => {
      const found = await seriesNamed(collection, series);
      if (found === undefined) return { orders: new Float64Array(0) };
      const most = Math.min(limit, pageOrders);
      const { sql, values } = keyset(postgresDialect, collection, found.id, { ...window, deleted: window.deleted || found.deleted === 0 }, most);
      const { rows } = await query<Pick<Row, 'ord' | 'id'>>(`${orders(postgresDialect, collection)} ${sql}`, values);
      const last = rows.at(-1);
      return {
        orders: Float64Array.from(rows, ({ ord }) => ord),
        next: last === undefined || rows.length < most ? undefined : { order: last.ord, id: last.id },
      };
    },
    everything: async function* (collection) {
      let name: Uint8Array | undefined;
      let gathered: StoredEntry[] = [];
      let bytes = 0;
      for (;;) {
        const { rows: following }: PgResult<SeriesRow> = await query<SeriesRow>(
          nextSeries(postgresDialect, name !== undefined, pageSeries), name === undefined ? [collection] : [collection, name],
        );
        for (const row of following) {
          let after: Cursor | undefined;
          do {
            const { entries: found, next }: EntryPage = await page(collection, row.id, textOf(row.name), { ...wholeSeries, after }, pageEntries);
            for (const entry of found) {
              gathered.push(entry);
              bytes += entry.body?.length ?? 0;
              if (gathered.length < pageEntries && bytes < pageBytes) continue;
              yield gathered;
              gathered = [];
              bytes = 0;
            }
            after = next;
          } while (after !== undefined);
        }
        name = following.at(-1)?.name;
        if (following.length < pageSeries) break;
      }
      if (gathered.length > 0) yield gathered;
    },
    series: async (collection, { prefix, after, limit }) => {
      const { resumed, start, end } = seriesBounds(prefix, after);
      const { rows } = await query<SummaryRow>(seriesList(postgresDialect, resumed), [collection, start, end, limit]);
      return rows.map(({ name, live, first, last }) => ({ series: textOf(name), count: live, first, last }));
    },
  };
};
