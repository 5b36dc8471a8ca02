/** Search at the server; ties by the bytes of ids, also where the limit cuts, are put in order here. */
import type { Schemas } from '@qdrant/js-client-rest';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { Condition } from '../labels.ts';
import type { Hit, Query } from '../port.ts';
import type { Qdrant } from './client.ts';
import type { Collections } from './collections.ts';
import { tenantFilter } from './filter.ts';
import { fields, payloadOf, textOf } from './stored-point.ts';

/** Where more than this many tie for the last place, which of them are found is left to the server. */
const mostAsked = 16_384;

interface Asked {
  readonly tenant: string;
  readonly query: Query;
  readonly conditions: readonly Condition[];
  readonly limit: number;
}

export type SearchPoints = (collection: VectorCollectionName, asked: Asked) => Promise<readonly Hit[]>;

type Scored = Schemas['ScoredPoint'];

const wireQuery = (query: Query): number[] | Schemas['SparseVector'] =>
  ('dense' in query ? [...query.dense] : { indices: [...query.sparse.indices], values: [...query.sparse.values] });

/** Whether a point that was left out may have the score of the last that was asked for. */
const cutInTie = (found: readonly Scored[], limit: number, asked: number): boolean =>
  found.length === asked && found.at(-1)?.score === found[limit - 1]?.score;

export const qdrantSearcher = (qdrant: Qdrant, { nameOf }: Collections): SearchPoints => async (collection, search) => {
  const { tenant, query, conditions, limit } = search;
  if ('sparse' in query && query.sparse.indices.length === 0) return [];
  const ask = async (count: number): Promise<readonly Scored[]> => (await qdrant.ask('running', (api, init) => api.queryPoints({
    collection_name: nameOf(collection), query: wireQuery(query), using: query.name, filter: tenantFilter(tenant, conditions), limit: count,
    with_payload: [fields.id, fields.body], with_vector: false, params: { exact: qdrant.settings.exact },
  }, init))).points;
  let asked = limit + 1;
  let found = await ask(asked);
  while (cutInTie(found, limit, asked) && asked < mostAsked) {
    asked = Math.min(4 * asked, mostAsked);
    found = await ask(asked);
  }
  return found
    .map((point) => ({ id: textOf(point, 'id'), score: point.score, point }))
    .toSorted((a, b) => b.score - a.score || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
    .slice(0, limit)
    .map(({ id, score, point }) => ({ id, score, payload: payloadOf(point) }));
};
