/** The port over a client. */
import { collections, type CollectionName } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { checkEdge, checkEntry, checkKey } from '../embedded/entry-check.ts';
import type { DocumentStore } from '../port.ts';
import type { ArangoClient } from './client.ts';
import { checkCount, checkHops, rowLimit } from './range-check.ts';
import { arangoReader } from './reader.ts';
import { edgeDocument, entryDocument } from './stored-document.ts';
import { walk } from './traversal.ts';
import { arangoWriter } from './writer.ts';

const checkKind = (collection: CollectionName, edges: boolean): void => {
  if ((collections[collection].kind === 'edges') === edges) return;
  throw new TerminalError('REQUEST_INVALID', `${collection} ${edges ? 'has no edges' : 'has edges: use upsertEdges'}.`);
};

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
