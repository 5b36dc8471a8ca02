/** Reads entries in pages that each begin after the last one: no cursor is held on the server between pages. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { EntryKey, ScanRange, SeriesSummary, StoredEntry } from '../port.ts';
import { documentsByKey, inlineBytes, withBodies } from './bodies.ts';
import type { ArangoClient } from './client.ts';
import { after, beyond, boundDigits, orderOfDigits, textDigits, textOfDigits } from './digits.ts';
import { entryKeyOf } from './document-key.ts';
import { entriesAscending, entriesDescending, entriesFromSeries, placesAscending, placesDescending, summaries } from './queries.ts';
import { rowLimit } from './row-limit.ts';
import { storedEntry, type EntryCells } from './stored-document.ts';

const pageEntries = 1_000;
const pagePlaces = 8_192;
const summaryBatch = 5_000;

export interface SeriesQuery {
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Reads pages of one kind of row. */
interface PageQuery<Row> {
  readonly text: string;
  readonly rows: number;
  readonly inline?: number;
  readonly place: (row: Row) => string;
}

export interface ArangoReader {
  get(collection: CollectionName, key: EntryKey): Promise<StoredEntry | undefined>;
  scan(collection: CollectionName, series: string, range: ScanRange): AsyncGenerator<readonly StoredEntry[]>;
  scanOrders(collection: CollectionName, series: string, range: ScanRange): AsyncGenerator<Float64Array>;
  series(collection: CollectionName, query: SeriesQuery): Promise<readonly SeriesSummary[]>;
  everything(collection: CollectionName): AsyncGenerator<readonly StoredEntry[]>;
}

interface EntryRow extends EntryCells {
  readonly key: string;
}

interface SummaryRow {
  readonly series: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** Runs a query and takes all of its rows. A page fits one answer; only lists of series take more. */
export const rowsOf = <Row>(
  client: ArangoClient, query: string, bindVars: Readonly<Record<string, unknown>>, batchSize: number,
): Promise<readonly Row[]> =>
  client.ask('running', async (database) => (await database.query<Row>(query, bindVars, { batchSize, timeout: client.timeoutMs })).all());

const samePlace = (row: EntryRow, now: EntryRow): boolean => row.at === now.at;

export const arangoReader = (client: ArangoClient): ArangoReader => {
  /** Pages of one series' range, each after the last row of the one before. */
  const pages = async function* <Row>(
    collection: CollectionName, series: string, range: ScanRange, query: PageQuery<Row>, start = boundDigits(range.from ?? -Infinity),
  ): AsyncGenerator<readonly Row[]> {
    const { to = Infinity, reverse = false, limit = Infinity, deleted = false } = range;
    let low = start;
    let high = boundDigits(to);
    let remaining = rowLimit(limit);
    while (remaining > 0 && low < high) {
      const most = Math.min(remaining, query.rows);
      const bindVars = {
        '@collection': collection, series: textDigits(series), low, high, live: deleted ? [true, false] : [true], limit: most,
        ...(query.inline !== undefined && { inline: query.inline }),
      };
      const rows = await rowsOf<Row>(client, query.text, bindVars, query.rows);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      if (rows.length < most) return;
      remaining -= rows.length;
      if (reverse) high = query.place(last);
      else low = after(query.place(last));
    }
  };

  const entriesIn = async function* (collection: CollectionName, series: string, range: ScanRange): AsyncGenerator<readonly EntryRow[]> {
    const text = range.reverse === true ? entriesDescending : entriesAscending;
    const found = pages<EntryRow>(collection, series, range, { text, rows: pageEntries, inline: inlineBytes, place: ({ at }) => at });
    for await (const page of found) yield* withBodies(client, collection, page, samePlace);
  };

  return {
    get: async (collection, key) => {
      const id = entryKeyOf(collection, key);
      const cells = (await documentsByKey<EntryCells>(client, collection, [id])).get(id);
      return cells && storedEntry(cells);
    },
    scan: async function* (collection, series, range) {
      for await (const page of entriesIn(collection, series, range)) yield page.map(storedEntry);
    },
    scanOrders: async function* (collection, series, range) {
      const text = range.reverse === true ? placesDescending : placesAscending;
      const found = pages<string>(collection, series, range, { text, rows: pagePlaces, place: (at) => at });
      for await (const places of found) yield Float64Array.from(places, orderOfDigits);
    },
    series: async (collection, { prefix, after: passed, limit }) => {
      const start = textDigits(prefix);
      const resumed = passed === undefined ? start : after(textDigits(passed));
      const bindVars = {
        '@collection': collection, low: resumed > start ? resumed : start, high: beyond(start), live: [true], limit: rowLimit(limit),
      };
      const rows = await rowsOf<SummaryRow>(client, summaries, bindVars, summaryBatch);
      return rows.map(({ series, count, first, last }) => ({
        series: textOfDigits(series), count, first: orderOfDigits(first), last: orderOfDigits(last),
      }));
    },
    everything: async function* (collection) {
      let series = '';
      for (;;) {
        const bindVars = { '@collection': collection, series, limit: pageEntries, inline: inlineBytes };
        const rows = await rowsOf<EntryRow>(client, entriesFromSeries, bindVars, pageEntries);
        for await (const group of withBodies(client, collection, rows, samePlace)) yield group.map(storedEntry);
        const last = rows.at(-1);
        if (last === undefined || rows.length < pageEntries) return;
        // The rest of the series that the page ended in, then those after it.
        const rest = pages<EntryRow>(collection, textOfDigits(last.series), { deleted: true }, {
          text: entriesAscending, rows: pageEntries, inline: inlineBytes, place: ({ at }) => at,
        }, after(last.at));
        for await (const page of rest) {
          for await (const group of withBodies(client, collection, page, samePlace)) yield group.map(storedEntry);
        }
        series = after(last.series);
      }
    },
  };
};
