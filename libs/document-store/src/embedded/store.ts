/** The port over a writing and a reading thread. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { DocumentStore, ScanRange, VersionedEntry } from '../port.ts';
import { checkEdge, checkEntry, checkKey } from './entry-check.ts';
import type { CollectionCursor, EntryPage } from './entry-reader.ts';
import type { Cursor, Window } from './keyset.ts';
import type { OrderPage } from './order-reader.ts';
import type { PackedEnds } from './packed-edges.ts';
import { endBuffers, packEnds, unpackSteps } from './packed-edges.ts';
import { entryBuffers, packEntries, unpackEntries } from './packed-entries.ts';
import { portionsOf } from './portions.ts';
import type { ReaderOperations } from './reader-program.ts';
import { verdictsOf } from './verdict-code.ts';
import type { WriterOperations } from './writer-program.ts';

/** Deepest traversal: beyond it a graph of assets is all of it. */
const mostHops = 6;

const windowOf = ({ from = -Infinity, to = Infinity, reverse = false, deleted = false }: ScanRange, after: Cursor | undefined): Window =>
  ({ from, to, reverse, deleted, after });

const checkCount = (name: string, count: number): void => {
  if (!(count >= 0)) throw new TerminalError('REQUEST_INVALID', `${name} must not be negative.`);
};

/** SQLite takes integers only. */
const rowLimit = (limit: number): number => Math.min(Math.floor(limit), Number.MAX_SAFE_INTEGER);

export const documentStoreOver = (writer: SqliteThread<WriterOperations>, reader: SqliteThread<ReaderOperations>): DocumentStore => {
  const checkKind = (collection: CollectionName, edges: boolean): void => {
    if ((collections[collection].kind === 'edges') !== edges) {
      throw new TerminalError('REQUEST_INVALID', `${collection} ${edges ? 'has no edges' : 'has edges: use upsertEdges'}.`);
    }
  };

  /** Sends every portion at once, so that they share a commit; the thread keeps their order. */
  const write = async <Entry extends VersionedEntry>(
    collection: CollectionName, entries: readonly Entry[], endsOf: (portion: readonly Entry[]) => PackedEnds | undefined,
  ) => {
    const codes = await Promise.all(portionsOf(entries).map((portion) => {
      const packed = packEntries(portion);
      const ends = endsOf(portion);
      const buffers = [...entryBuffers(packed), ...(ends === undefined ? [] : endBuffers(ends))];
      return writer.write('upsert', { collection, entries: packed, ends }, buffers);
    }));
    return codes.flatMap(verdictsOf);
  };

  /** Pages until the range or its limit ends. Nothing is fetched ahead: a scan that is left early leaves nothing behind. */
  const pages = async function* <Page extends { readonly next?: Cursor | undefined }>(
    range: ScanRange, fetch: (window: Window, limit: number) => Promise<Page>, sizeOf: (page: Page) => number,
  ): AsyncGenerator<Page> {
    let remaining = rowLimit(range.limit ?? Infinity);
    let after: Cursor | undefined;
    while (remaining > 0) {
      const page = await fetch(windowOf(range, after), remaining);
      const size = sizeOf(page);
      if (size > 0) yield page;
      if (page.next === undefined) return;
      remaining -= size;
      after = page.next;
    }
  };

  return {
    upsert: async (collection, entries) => {
      checkKind(collection, false);
      entries.forEach(checkEntry);
      return write(collection, entries, () => undefined);
    },
    upsertEdges: async (collection, edges) => {
      checkKind(collection, true);
      edges.forEach(checkEdge);
      return write(collection, edges, packEnds);
    },
    get: async (collection, key) => {
      checkKey(key);
      return unpackEntries(await reader.read('get', { collection, key }))[0];
    },
    scan: async function* (collection, series, range) {
      checkCount('limit', range.limit ?? 0);
      const fetch = (window: Window, limit: number): Promise<EntryPage> => reader.read('scan', { collection, series, window, limit });
      for await (const page of pages(range, fetch, ({ entries }) => entries.length)) yield unpackEntries(page.entries);
    },
    scanOrders: async function* (collection, series, range) {
      checkCount('limit', range.limit ?? 0);
      const fetch = (window: Window, limit: number): Promise<OrderPage> => reader.read('orders', { collection, series, window, limit });
      for await (const page of pages(range, fetch, ({ orders }) => orders.length)) yield page.orders;
    },
    series: async (collection, { prefix = '', after, limit }) => {
      checkCount('limit', limit);
      return reader.read('series', { collection, query: { prefix, after, limit: rowLimit(limit) } });
    },
    traverse: async (start, { hops, limit, direction }) => {
      checkCount('limit', limit);
      if (!Number.isInteger(hops) || hops < 1 || hops > mostHops) {
        throw new TerminalError('REQUEST_INVALID', `hops must be 1 to ${mostHops}.`);
      }
      return unpackSteps(await reader.read('traverse', { start, query: { hops, limit: rowLimit(limit), direction } }));
    },
    everything: async function* (collection) {
      let after: CollectionCursor | undefined;
      do {
        const page = await reader.read('everything', { collection, after });
        if (page.entries.length > 0) yield unpackEntries(page.entries);
        after = page.next;
      } while (after !== undefined);
    },
    clear: async (collection) => { await writer.write('clear', collection); },
    lostWrites: () => writer.read('lostWrites', undefined),
    ping: async () => { await writer.read('ping', undefined); },
    close: async () => {
      await reader.close();
      await writer.close();
    },
  };
};
