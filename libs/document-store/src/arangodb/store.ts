/** The port over a client. */
import type { Clock } from '@streamforge/determinism/clock';
import { checkEdge, checkEntry, checkKey } from '../entry-check.ts';
import type { DocumentStore } from '../port.ts';
import { checkCount, checkHops, checkKind } from '../request-check.ts';
import type { ArangoClient } from './client.ts';
import { arangoReader } from './reader.ts';
import { rowLimit } from './row-limit.ts';
import { edgeDocument, entryDocument } from './stored-document.ts';
import { walk } from './traversal.ts';
import { arangoWriter } from './writer.ts';

/** The store over ArangoDB: what is asked for is checked first, as in every adapter. */
export const arangoStore = (client: ArangoClient, clock: Clock): DocumentStore => {
  const reader = arangoReader(client);
  const writer = arangoWriter(client, clock);
  return {
    upsert: async (collection, entries) => {
      checkKind(collection, false);
      entries.forEach(checkEntry);
      return writer.write(collection, entries, (entry) => entryDocument(collection, entry));
    },
    upsertEdges: async (collection, edges) => {
      checkKind(collection, true);
      edges.forEach(checkEdge);
      return writer.write(collection, edges, (edge) => edgeDocument(collection, edge));
    },
    get: async (collection, key) => {
      checkKey(key);
      return reader.get(collection, key);
    },
    scan: async function* (collection, series, range) {
      checkCount('limit', range.limit ?? 0);
      yield* reader.scan(collection, series, range);
    },
    scanOrders: async function* (collection, series, range) {
      checkCount('limit', range.limit ?? 0);
      yield* reader.scanOrders(collection, series, range);
    },
    series: async (collection, { prefix = '', after, limit }) => {
      checkCount('limit', limit);
      return reader.series(collection, { prefix, after, limit });
    },
    traverse: async (start, { hops, limit, direction }) => {
      checkCount('limit', limit);
      checkHops(hops);
      return walk(client, start, { hops, limit: rowLimit(limit), direction });
    },
    everything: (collection) => reader.everything(collection),
    clear: async (collection) => {
      // The types of arangojs know no options here; its request passes them on.
      await client.ask('running', (database) => database.collection(collection).truncate({ waitForSync: true }));
    },
    // The server answers for what it synced: there is no file of ours that could be cut.
    lostWrites: async () => 0,
    ping: async () => { await client.ask('running', (database) => database.get()); },
    close: async () => client.close(),
  };
};
