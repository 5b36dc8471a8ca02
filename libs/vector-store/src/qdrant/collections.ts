/**
 * Qdrant's collections, one of each kind: made with their indexes where they are missing, by whoever comes first. A dense vector whose size
 * the contract leaves open is added once somebody names its size.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Phase } from '@streamforge/contracts/fetch-failure';
import { vectorCollectionOf, type VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { differentShape, wantedSizes, type Sizes } from '../accepted.ts';
import type { Qdrant, QdrantApi, With } from './client.ts';
import { statusOf } from './failure.ts';
import { fields, labelField } from './stored-point.ts';

export interface Collections {
  /** Its name at the server. */
  nameOf(collection: VectorCollectionName): string;
  /** The sizes of its dense vectors; makes the collection where it is missing. */
  sizesOf(collection: VectorCollectionName, phase?: Phase): Promise<Sizes>;
  /** Fixes sizes and answers all. Rejects with `VECTOR_SHAPE` when one is fixed otherwise. */
  fix(collection: VectorCollectionName, sizes: Sizes): Promise<Sizes>;
  /** Drops the collection and makes it anew. */
  clear(collection: VectorCollectionName): Promise<void>;
  /** Looks again before the next use, after a request found the collection gone. */
  forget(collection: VectorCollectionName): void;
}

type Info = Schemas['CollectionInfo'];
type KeywordIndex = Schemas['KeywordIndexParams'];

/** Resolves to undefined where the server answers with one of these statuses. */
const unless = async <Result>(statuses: readonly number[], request: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await request;
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
};

interface Answered {
  readonly data: { readonly result?: unknown };
}

const nothing = { data: { result: null } };
const done: Answered = { data: { result: true } };

export const qdrantCollections = (qdrant: Qdrant): Collections => {
  const { settings } = qdrant;
  const known = new Map<VectorCollectionName, Promise<Sizes>>();
  const nameOf = (collection: VectorCollectionName): string => `${settings.prefix}${collection}`;

  const info = async (collection: VectorCollectionName, phase: Phase): Promise<Info | undefined> => {
    const wanted = { collection_name: nameOf(collection) };
    const found = await qdrant.ask(phase, async (api, init) => await unless([404], api.getCollection(wanted, init)) ?? nothing);
    return found ?? undefined;
  };

  /** Makes something; where the server refuses it with one of these, it may be as it should be already, perhaps by another process. */
  const make = async (phase: Phase, statuses: readonly number[], what: (api: QdrantApi, init: With) => Promise<Answered>): Promise<void> => {
    await qdrant.ask<unknown>(phase, async (api, init) => await unless(statuses, what(api, init)) ?? done);
  };

  const create = (collection: VectorCollectionName, sizes: Sizes, phase: Phase) => make(phase, [409], (api, init) => api.createCollection({
    collection_name: nameOf(collection),
    vectors: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, { size, distance: 'Dot' as const }])),
    sparse_vectors: Object.fromEntries(vectorCollectionOf(collection).sparse.map((name) => [name, {}])),
    ...settings.replication !== undefined && { replication_factor: settings.replication },
    ...settings.writeConsistency !== undefined && { write_consistency_factor: settings.writeConsistency },
    ...settings.shards !== undefined && { shard_number: settings.shards },
  }, init));

  const addVector = (collection: VectorCollectionName, name: string, size: number) => make('running', [400, 409], (api, init) =>
    api.createVectorName({ collection_name: nameOf(collection), vector_name: name, wait: true, dense: { size, distance: 'Dot' } }, init));

  const addIndex = (collection: VectorCollectionName, field: string, schema: KeywordIndex, phase: Phase) => make(phase, [409], (api, init) =>
    api.createFieldIndex({ collection_name: nameOf(collection), wait: true, field_name: field, field_schema: schema }, init));

  const mismatch = (collection: VectorCollectionName, what: string): RetryableError =>
    new RetryableError('BACKEND_MISMATCH', `The collection ${nameOf(collection)} at ${settings.at} ${what}.`);

  /** Throws unless the collection can hold what ours holds. */
  const sizesIn = (collection: VectorCollectionName, { config: { params } }: Info): Sizes => {
    const vectors = params.vectors ?? {};
    if ('size' in vectors && typeof vectors.size === 'number') throw mismatch(collection, 'has a vector without a name');
    const sizes: Record<string, number> = {};
    for (const [name, vector] of Object.entries(vectors as Readonly<Record<string, Schemas['VectorParams']>>)) {
      if (vector.distance !== 'Dot') throw mismatch(collection, `compares ${name} by ${vector.distance}, not by inner product`);
      sizes[name] = vector.size;
    }
    for (const [name, size] of Object.entries(wantedSizes(collection, {}))) {
      if (sizes[name] !== size) throw differentShape(collection, name, sizes[name] ?? 0, size);
    }
    for (const name of vectorCollectionOf(collection).sparse) {
      if (params.sparse_vectors?.[name] === undefined) throw mismatch(collection, `has no sparse vector ${name}`);
    }
    return sizes;
  };

  const ready = async (collection: VectorCollectionName, phase: Phase): Promise<Sizes> => {
    let found = await info(collection, phase);
    if (found === undefined) {
      await create(collection, wantedSizes(collection, {}), phase);
      found = await info(collection, phase);
    }
    if (found === undefined) {
      throw new RetryableError('STORE_UNAVAILABLE', `The collection ${nameOf(collection)} at ${settings.at} went as soon as it was made.`);
    }
    const sizes = sizesIn(collection, found);
    const indexed = new Set(Object.keys(found.payload_schema));
    if (!indexed.has(fields.tenant)) await addIndex(collection, fields.tenant, { type: 'keyword', is_tenant: true }, phase);
    for (const field of vectorCollectionOf(collection).filters.map(labelField)) {
      if (!indexed.has(field)) await addIndex(collection, field, { type: 'keyword' }, phase);
    }
    return sizes;
  };

  const forget = (collection: VectorCollectionName): void => void known.delete(collection);

  const sizesOf = async (collection: VectorCollectionName, phase: Phase = 'running'): Promise<Sizes> => {
    const asked = known.get(collection) ?? ready(collection, phase);
    known.set(collection, asked);
    try {
      return await asked;
    } catch (error) {
      if (known.get(collection) === asked) forget(collection);
      throw error;
    }
  };

  return {
    nameOf, sizesOf, forget,
    fix: async (collection, sizes) => {
      const has = await sizesOf(collection);
      const missing = Object.entries(sizes).filter(([name, size]) => {
        if (has[name] !== undefined && has[name] !== size) throw differentShape(collection, name, has[name], size);
        return has[name] === undefined;
      });
      if (missing.length === 0) return has;
      for (const [name, size] of missing) await addVector(collection, name, size);
      forget(collection);
      const now = await sizesOf(collection);
      // Whoever was first fixed it, perhaps otherwise.
      for (const [name, size] of missing) {
        const has = now[name];
        if (has === undefined) throw new RetryableError('STORE_UNAVAILABLE', `Qdrant at ${settings.at} did not add the vector ${name}.`);
        if (has !== size) throw differentShape(collection, name, has, size);
      }
      return now;
    },
    clear: async (collection) => {
      forget(collection);
      await make('running', [404], (api, init) => api.deleteCollection({ collection_name: nameOf(collection) }, init));
      await sizesOf(collection);
    },
  };
};
