/** The port over a writing and a reading thread. */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import { acceptedPoint, acceptedQuery, checkKey, checkSearch, checkText, wantedSizes, type Sizes } from '../accepted.ts';
import { conditionsOf, conditionsOfDeletion } from '../labels.ts';
import type { Payload, VectorStore } from '../port.ts';
import { portionsOf, type PortionBounds } from '../portions.ts';
import { packPoints, pointBuffers, unpackPoints } from './packed-points.ts';
import type { PointCursor } from './point-reader.ts';
import type { ReaderOperations } from './reader-program.ts';
import { verdictsOf } from './verdict-code.ts';
import type { WriterOperations } from './writer-program.ts';

/** What a thread takes at once. */
const portion: PortionBounds = {
  points: 2_000,
  bytes: 4_194_304,
  bytesOf: ({ dense, sparse }) => Object.values(dense).reduce((sum, vector) => sum + vector.byteLength, 0)
    + Object.values(sparse).reduce((sum, { indices, values }) => sum + indices.byteLength + values.byteLength, 0),
};

export const vectorStoreOver = (writer: SqliteThread<WriterOperations>, reader: SqliteThread<ReaderOperations>): VectorStore => {
  const known = new Map<VectorCollectionName, Sizes>();

  const sizesOf = async (collection: VectorCollectionName): Promise<Sizes> => {
    const sizes = known.get(collection) ?? { ...await reader.read('sizes', collection), ...wantedSizes(collection, {}) };
    known.set(collection, sizes);
    return sizes;
  };

  return {
    prepare: async (collection, sizes = {}) => {
      known.set(collection, await writer.write('prepare', { collection, sizes: wantedSizes(collection, sizes) }));
    },
    upsert: async (collection, points) => {
      const sizes = await sizesOf(collection);
      const accepted = points.map((point) => acceptedPoint(collection, sizes, point));
      // Every portion is sent at once, so that they share a commit; the thread keeps their order.
      const codes = await Promise.all([...portionsOf(accepted, portion)].map((some) => {
        const packed = packPoints(some);
        return writer.write('upsert', { collection, points: packed }, pointBuffers(packed));
      }));
      return codes.flatMap(verdictsOf);
    },
    get: async (collection, key) => {
      checkKey(key);
      return unpackPoints(await reader.read('get', { collection, key }))[0];
    },
    search: async (collection, search) => {
      checkSearch(search);
      const { tenant, filter = {}, limit } = search;
      const conditions = conditionsOf(collection, filter);
      const query = acceptedQuery(collection, await sizesOf(collection), search.query);
      const found = await reader.read('search', { collection, tenant, query, conditions, limit });
      return found.map(({ id, score, payload }) => ({ id, score, payload: JSON.parse(payload) as Payload }));
    },
    deleteWhere: async (collection, tenant, filter) => {
      checkText('tenant', tenant);
      return await writer.write('remove', { collection, tenant, conditions: conditionsOfDeletion(collection, filter) });
    },
    count: async (collection, tenant, filter = {}) => {
      checkText('tenant', tenant);
      return await reader.read('count', { collection, tenant, conditions: conditionsOf(collection, filter) });
    },
    everything: async function* (collection) {
      let after: PointCursor | undefined;
      do {
        const page = await reader.read('everything', { collection, after });
        if (page.points.length > 0) yield unpackPoints(page.points);
        after = page.next;
      } while (after !== undefined);
    },
    clear: async (collection) => {
      await writer.write('clear', collection);
      known.delete(collection);
    },
    ping: async () => { await writer.read('ping', undefined); },
    close: async () => {
      await reader.close();
      await writer.close();
    },
  };
};
