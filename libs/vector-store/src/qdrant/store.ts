/** The port over a Qdrant server. */
import { RetryableError } from '@streamforge/contracts/errors';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { acceptedPoint, acceptedQuery, checkKey, checkSearch, checkText, wantedSizes, type Sizes } from '../accepted.ts';
import { conditionsOf, conditionsOfDeletion, type Condition } from '../labels.ts';
import type { VectorStore } from '../port.ts';
import type { Qdrant } from './client.ts';
import type { Collections } from './collections.ts';
import { tenantFilter } from './filter.ts';
import { qdrantReader } from './reader.ts';
import { qdrantSearcher } from './searcher.ts';
import { qdrantWriter } from './writer.ts';

export const qdrantStore = (qdrant: Qdrant, collections: Collections): VectorStore => {
  const write = qdrantWriter(qdrant, collections);
  const search = qdrantSearcher(qdrant, collections);
  const reader = qdrantReader(qdrant, collections);
  const last = new Map<VectorCollectionName, Promise<unknown>>();

  /**
   * Writes of one process to one collection take turns: then only other processes can come between a comparison and the write that rests on
   * it, and the server applies writes one after the other anyway.
   */
  const inTurn = async <Result>(collection: VectorCollectionName, run: () => Promise<Result>): Promise<Result> => {
    const turn = (last.get(collection) ?? Promise.resolve()).then(run, run);
    last.set(collection, turn.catch(() => undefined));
    return await turn;
  };

  /** Makes sure of the collection first, and looks again the next time when a request fails: it may have gone. */
  const on = async <Result>(collection: VectorCollectionName, run: (sizes: Sizes) => Promise<Result>): Promise<Result> => {
    const sizes = await collections.sizesOf(collection);
    try {
      return await run(sizes);
    } catch (error) {
      if (error instanceof RetryableError) collections.forget(collection);
      throw error;
    }
  };

  const remove = async (collection: VectorCollectionName, tenant: string, conditions: readonly Condition[]): Promise<number> => {
    const count = await reader.count(collection, tenant, conditions);
    if (count === 0) return 0;
    const filter = tenantFilter(tenant, conditions);
    await qdrant.ask('running', (api, init) =>
      api.deletePoints({ collection_name: collections.nameOf(collection), wait: true, ordering: 'strong', filter }, init));
    return count;
  };

  return {
    prepare: async (collection, sizes = {}) => {
      const wanted = wantedSizes(collection, sizes);
      await inTurn(collection, () => collections.fix(collection, wanted));
    },
    upsert: (collection, points) => on(collection, async (sizes) => {
      const accepted = points.map((point) => acceptedPoint(collection, sizes, point));
      return await inTurn(collection, () => write(collection, accepted));
    }),
    get: async (collection, key) => {
      checkKey(key);
      return await on(collection, () => reader.get(collection, key));
    },
    search: async (collection, asked) => {
      checkSearch(asked);
      const { tenant, filter = {}, limit } = asked;
      const conditions = conditionsOf(collection, filter);
      return await on(collection, (sizes) => {
        const query = acceptedQuery(collection, sizes, asked.query);
        return search(collection, { tenant, query, conditions, limit });
      });
    },
    deleteWhere: async (collection, tenant, filter) => {
      checkText('tenant', tenant);
      const conditions = conditionsOfDeletion(collection, filter);
      return await on(collection, () => inTurn(collection, () => remove(collection, tenant, conditions)));
    },
    count: async (collection, tenant, filter = {}) => {
      checkText('tenant', tenant);
      const conditions = conditionsOf(collection, filter);
      return await on(collection, () => reader.count(collection, tenant, conditions));
    },
    everything: async function* (collection) {
      await collections.sizesOf(collection);
      yield* reader.everything(collection);
    },
    clear: (collection) => inTurn(collection, () => collections.clear(collection)),
    ping: async () => {
      await qdrant.ask('running', (api, init) => api.collectionExists({ collection_name: collections.nameOf('moments') }, init));
    },
    close: () => qdrant.close(),
  };
};
