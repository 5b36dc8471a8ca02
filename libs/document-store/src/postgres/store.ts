/** The port over a pool. */
import type { Clock } from '@streamforge/determinism/clock';
import { RetryableError } from '@streamforge/contracts/errors';
import type { PgPool } from '@streamforge/postgres/pool';
import { checkEdge, checkEntry, checkKey } from '../entry-check.ts';
import type { DocumentStore } from '../port.ts';
import type { Window } from '../sql/keyset.ts';
import { checkCount, checkHops, checkKind } from '../request-check.ts';
import { pages, rowLimit } from '../sql/pages.ts';
import { postgresReader } from './reader.ts';
import { traverse } from './traversal.ts';
import { postgresWriter } from './writer.ts';

export const postgresStore = (pool: PgPool, clock: Clock): DocumentStore => {
  const reader = postgresReader(pool);
  const writer = postgresWriter(pool, clock);
  let closed = false;
  const checkOpen = (): void => {
    if (closed) throw new RetryableError('STORE_UNAVAILABLE', 'The document store is closed.');
  };
  return {
    upsert: async (collection, entries) => {
      checkOpen();
      checkKind(collection, false);
      entries.forEach(checkEntry);
      return writer.write(collection, entries);
    },
    upsertEdges: async (collection, edges) => {
      checkOpen();
      checkKind(collection, true);
      edges.forEach(checkEdge);
      return writer.write(collection, edges, edges);
    },
    get: async (collection, key) => {
      checkOpen();
      checkKey(key);
      return reader.get(collection, key);
    },
    scan: async function* (collection, series, range) {
      checkOpen();
      checkCount('limit', range.limit ?? 0);
      const fetch = (window: Window, limit: number) => reader.scan(collection, series, window, limit);
      for await (const { entries } of pages(range, fetch, (page) => page.entries.length)) yield entries;
    },
    scanOrders: async function* (collection, series, range) {
      checkOpen();
      checkCount('limit', range.limit ?? 0);
      const fetch = (window: Window, limit: number) => reader.orders(collection, series, window, limit);
      for await (const { orders } of pages(range, fetch, (page) => page.orders.length)) yield orders;
    },
    series: async (collection, { prefix = '', after, limit }) => {
      checkOpen();
      checkCount('limit', limit);
      return reader.series(collection, { prefix, after, limit: rowLimit(limit) });
    },
    traverse: async (start, { hops, limit, direction }) => {
      checkOpen();
      checkCount('limit', limit);
      checkHops(hops);
      return traverse(pool, start, { hops, limit: rowLimit(limit), direction });
    },
    everything: (collection) => {
      checkOpen();
      return reader.everything(collection);
    },
    clear: async (collection) => {
      checkOpen();
      await writer.clear(collection);
    },
    // The server answers for what it committed: there is no file of ours that could be cut.
    lostWrites: async () => 0,
    ping: async () => {
      checkOpen();
      await pool.ping();
    },
    close: async () => {
      closed = true;
      await pool.close();
    },
  };
};
