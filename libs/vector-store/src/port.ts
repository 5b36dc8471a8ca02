/**
 * The vector store: collections of versioned points with dense and sparse vectors, found again by likeness. Its adapters are SQLite with an
 * exact scan and, in a cluster, Qdrant. The conformance suite beside this file is the specification. Every call names the tenant, and
 * nothing crosses from one tenant to another.
 */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';

/** Weights of terms: indices ascending, each once; weights finite and not zero. */
export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** What is kept beside a point's vectors. A filter on a list matches when the list holds the value. */
export type Payload = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface PointKey {
  readonly tenant: string;
  /** Unique within tenant and collection; at most 400 bytes. */
  readonly id: string;
}

export interface VectorPoint extends PointKey {
  /** Byte-ordered: the greater one is newer. At most 64 bytes. */
  readonly version: Uint8Array;
  /** By name, each of the length its collection declares; stored with length 1. A vector of zeros is refused (`VECTOR_INVALID`). */
  readonly dense: Readonly<Record<string, Float32Array>>;
  readonly sparse: Readonly<Record<string, SparseVector>>;
  readonly payload: Payload;
}

/** `stored`: it is what the store now has. `same`: the store already had this version. `older`: the store has a newer one. */
export type PointVerdict = 'stored' | 'same' | 'older';

/** All of these must match; a list means any of its values. */
export type Filter = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What to compare with: a dense vector by inner product of both at length 1, or a sparse one by inner product. */
export type Query = { readonly name: string } & ({ readonly dense: Float32Array } | { readonly sparse: SparseVector });

export interface Search {
  readonly tenant: string;
  readonly query: Query;
  readonly filter?: Filter;
  /** Most hits, 1 to 1,000. */
  readonly limit: number;
}

export interface Hit {
  readonly id: string;
  readonly score: number;
  readonly payload: Payload;
}

export interface VectorStore {
  /**
   * Makes the collection ready; `sizes` fixes those of its dense vectors that the contract leaves open. Idempotent. Rejects with
   * TerminalError `VECTOR_SHAPE` when the collection exists with another size.
   */
  prepare(collection: VectorCollectionName, sizes?: Readonly<Record<string, number>>): Promise<void>;
  /** Writes each point unless a newer version of it is stored and says what became of it, in order. Durable when it resolves. */
  upsert(collection: VectorCollectionName, points: readonly VectorPoint[]): Promise<readonly PointVerdict[]>;
  get(collection: VectorCollectionName, key: PointKey): Promise<VectorPoint | undefined>;
  /**
   * The likest points, best first; ties by the bytes of their ids. Points without the vector, or without likeness to a sparse query, are
   * left out.
   */
  search(collection: VectorCollectionName, search: Search): Promise<readonly Hit[]>;
  /** Deletes a tenant's points that match the filter, which names at least one field. Resolves to how many there were. */
  deleteWhere(collection: VectorCollectionName, tenant: string, filter: Filter): Promise<number>;
  count(collection: VectorCollectionName, tenant: string, filter?: Filter): Promise<number>;
  /** All points by tenant and id (bytes), in pages: the state hash reads them. */
  everything(collection: VectorCollectionName): AsyncIterable<readonly VectorPoint[]>;
  /** Removes every point of a collection, for a rebuild. */
  clear(collection: VectorCollectionName): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
