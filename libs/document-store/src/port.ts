/**
 * The document store: collections of versioned entries, and a graph of vertices and edges. Its adapters are SQLite and, in a
 * cluster, ArangoDB or Postgres. The conformance suite beside this file is the specification.
 */
import type { CollectionName } from '@streamforge/contracts/collections';

/** Where a stored fact came from. */
export interface Source {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** An entry's place: its series, its order within it and, where the collection tells entries apart by id, its id ('' elsewhere). */
export interface EntryKey {
  readonly series: string;
  /** Integer, safe; epoch milliseconds for everything that happens in time. */
  readonly order: number;
  readonly id: string;
}

export interface VersionedEntry extends EntryKey {
  /** Byte-ordered: the greater one is newer. */
  readonly version: Uint8Array;
  /** Canonical JSON as UTF-8; null marks a deletion, whose version stays. */
  readonly body: Uint8Array | null;
  readonly source: Source;
}

export interface StoredEntry extends VersionedEntry {}

/** A vertex: `id` within `series` of the assets collection. */
export interface VertexRef {
  readonly series: string;
  readonly id: string;
}

export interface VersionedEdge extends VersionedEntry {
  readonly from: VertexRef;
  readonly to: VertexRef;
  readonly type: string;
}

/**
 * What became of one entry of an upsert. `stored`: it is what the store now has. `same`: the store already had this version.
 * `older`: the store has a newer one. `conflict`: the collection keeps the first, which has another body.
 */
export type Verdict = 'stored' | 'same' | 'older' | 'conflict';

export interface ScanRange {
  /** Inclusive; absent means from the first. */
  readonly from?: number | undefined;
  /** Exclusive; absent means to the last. */
  readonly to?: number | undefined;
  /** Descending when true. */
  readonly reverse?: boolean | undefined;
  /** Most entries to yield in total. */
  readonly limit?: number | undefined;
  /** Also yield deletion markers. Off by default. */
  readonly deleted?: boolean | undefined;
}

export interface SeriesSummary {
  readonly series: string;
  /** Entries that are not deleted. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

export interface Step {
  readonly from: VertexRef;
  readonly to: VertexRef;
  readonly type: string;
  /** 1 for the start's own edges. */
  readonly hop: number;
  readonly body: Uint8Array;
}

export interface DocumentStore {
  /** Writes each entry under the collection's rule and says what became of it, in order. Durable when it resolves; atomic per entry. */
  upsert(collection: CollectionName, entries: readonly VersionedEntry[]): Promise<readonly Verdict[]>;
  /** The same for edges of an edge collection. */
  upsertEdges(collection: CollectionName, edges: readonly VersionedEdge[]): Promise<readonly Verdict[]>;
  /** One entry, deletion markers included, or undefined. Collections with identity `order` look at `order`, the others at `id`. */
  get(collection: CollectionName, key: EntryKey): Promise<StoredEntry | undefined>;
  /** Entries of one series with from ≤ order < to, by order, then by id bytes; in pages, so that memory stays bounded. */
  scan(collection: CollectionName, series: string, range: ScanRange): AsyncIterable<readonly StoredEntry[]>;
  /** Orders only, for gap reports: cheap, in pages of sorted numbers. */
  scanOrders(collection: CollectionName, series: string, range: ScanRange): AsyncIterable<Float64Array>;
  /** Series whose name starts with the prefix, after `after`, by byte order, at most `limit`. */
  series(collection: CollectionName, query: { readonly prefix?: string; readonly after?: string; readonly limit: number }): Promise<readonly SeriesSummary[]>;
  /** Edges reached from a vertex within `hops`, breadth first, each once; both directions unless one is named. */
  traverse(start: VertexRef, query: { readonly hops: number; readonly limit: number; readonly direction?: 'out' | 'in' }): Promise<readonly Step[]>;
  /** All entries and deletion markers by series (bytes), order, id (bytes): the state hash reads them. */
  everything(collection: CollectionName): AsyncIterable<readonly StoredEntry[]>;
  /** Removes every entry of a collection, for a rebuild. */
  clear(collection: CollectionName): Promise<void>;
  /** Writes that were acknowledged once and are missing now; 0 unless a file was cut by hand. */
  lostWrites(): Promise<number>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
