/**
 * Reads single points, counts, and everything by tenant and id. Qdrant orders by its own ids only, so everything is read in rounds: each
 * goes over all keys, keeps the least that come after the last round's, and fetches their points in pages. Memory stays bounded.
 */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { Condition } from '../labels.ts';
import type { PointKey, VectorPoint } from '../port.ts';
import type { Qdrant } from './client.ts';
import type { Collections } from './collections.ts';
import { tenantFilter } from './filter.ts';
import { pointId } from './point-id.ts';
import { fields, fromStored, textOf } from './stored-point.ts';

/** Points of a request that lists keys, keys that a round keeps, points of a page. */
const usual = { scrollPoints: 10_000, roundKeys: 100_000, pagePoints: 500 } as const;

export interface Reader {
  get(collection: VectorCollectionName, key: PointKey): Promise<VectorPoint | undefined>;
  count(collection: VectorCollectionName, tenant: string, conditions: readonly Condition[]): Promise<number>;
  everything(collection: VectorCollectionName): AsyncIterable<readonly VectorPoint[]>;
}

const compare = (a: PointKey, b: PointKey): number =>
  Buffer.compare(Buffer.from(a.tenant), Buffer.from(b.tenant)) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));

export const qdrantReader = (
  qdrant: Qdrant, { nameOf }: Collections, { scrollPoints, roundKeys, pagePoints }: Readonly<Record<keyof typeof usual, number>> = usual,
): Reader => {
  const least = (keys: readonly PointKey[]): PointKey[] => keys.toSorted(compare).slice(0, roundKeys);

  const fetch = async (collection: VectorCollectionName, keys: readonly PointKey[]): Promise<readonly VectorPoint[]> => {
    const ids = keys.map(({ tenant, id }) => pointId(collection, tenant, id));
    const found = await qdrant.ask('running', (api, init) =>
      api.getPoints({ collection_name: nameOf(collection), ids, with_payload: true, with_vector: true }, init));
    return found.map(fromStored);
  };

  /** The least keys that come after `after`; not many more than twice `roundKeys` are held at a time. */
  const nextKeys = async (collection: VectorCollectionName, after: PointKey | undefined): Promise<readonly PointKey[]> => {
    let keys: PointKey[] = [];
    let offset: string | number | undefined;
    do {
      const page = await qdrant.ask('running', (api, init) => api.scrollPoints({
        collection_name: nameOf(collection), limit: scrollPoints, with_payload: [fields.tenant, fields.id], with_vector: false,
        ...offset !== undefined && { offset },
      }, init));
      for (const point of page.points) {
        const key = { tenant: textOf(point, 'tenant'), id: textOf(point, 'id') };
        if (after === undefined || compare(key, after) > 0) keys.push(key);
      }
      if (keys.length > 2 * roundKeys) keys = least(keys);
      const next: unknown = page.next_page_offset;
      offset = typeof next === 'string' || typeof next === 'number' ? next : undefined;
    } while (offset !== undefined);
    return least(keys);
  };

  return {
    get: async (collection, key) => (await fetch(collection, [key])).find(({ tenant, id }) => tenant === key.tenant && id === key.id),
    count: async (collection, tenant, conditions) => {
      const filter = tenantFilter(tenant, conditions);
      const { count } = await qdrant.ask('running', (api, init) =>
        api.countPoints({ collection_name: nameOf(collection), filter, exact: true }, init));
      return count;
    },
    everything: async function* (collection) {
      let keys: readonly PointKey[] = [];
      do {
        keys = await nextKeys(collection, keys.at(-1));
        for (let start = 0; start < keys.length; start += pagePoints) {
          const page = await fetch(collection, keys.slice(start, start + pagePoints));
          if (page.length > 0) yield page.toSorted(compare);
        }
      } while (keys.length === roundKeys);
    },
  };
};
