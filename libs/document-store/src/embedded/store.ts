/** The port over a writing and a reading thread. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { DocumentStore, VersionedEntry } from '../port.ts';
import { checkEdge, checkEntry, checkKey } from '../entry-check.ts';
import type { CollectionCursor, EntryPage } from './entry-reader.ts';
import type { Window } from '../sql/keyset.ts';
import { checkCount, checkHops, checkKind } from '../request-check.ts';
import { pages, rowLimit } from '../sql/pages.ts';
import type { OrderPage } from './order-reader.ts';
import type { PackedEnds } from './packed-edges.ts';
import { endBuffers, packEnds, unpackSteps } from './packed-edges.ts';
import { entryBuffers, packEntries, unpackEntries } from './packed-entries.ts';
import { portionsOf } from './portions.ts';
import type { ReaderOperations } from './reader-program.ts';
import { verdictsOf } from './verdict-code.ts';
import type { WriterOperations } from './writer-program.ts';

export const documentStoreOver = (writer: SqliteThread<WriterOperations>, reader: SqliteThread<ReaderOperations>): DocumentStore => {
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
      checkHops(hops);
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
