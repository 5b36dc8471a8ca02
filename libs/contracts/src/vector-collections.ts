/** Every collection of vectors, once: which named vectors its points may have. A point has an id within its tenant, and a version. */
export interface VectorCollectionDefinition {
  readonly says: string;
  /** Dense vectors by name, compared by their inner product: they are stored with length 1. Null: as many numbers as the model gives. */
  readonly dense: Readonly<Record<string, { readonly size: number | null }>>;
  /** Sparse vectors by name: a weight for each of a few terms. */
  readonly sparse: readonly string[];
  /** Payload fields that filters may name; they are indexed. */
  readonly filters: readonly string[];
}

const collection = <const Definition extends VectorCollectionDefinition>(definition: Definition): Definition => definition;

/** Closed bars in a window that is compared with others. */
export const WINDOW_BARS = 32;

export const vectorCollections = {
  moments: collection({
    says: 'Windows of closed bars, standardised; id series:open time of the last bar.',
    dense: { window: { size: 2 * WINDOW_BARS } },
    sparse: [],
    filters: ['series', 'exchange', 'symbol', 'interval'],
  }),
  chunks: collection({
    says: 'Pieces of documents; id document#number.',
    dense: { meaning: { size: null } },
    sparse: ['terms'],
    filters: ['document', 'symbols', 'source', 'version'],
  }),
} as const;

export type VectorCollectionName = keyof typeof vectorCollections;
export const vectorCollectionNames = Object.keys(vectorCollections) as readonly VectorCollectionName[];

/** What the contract declares of a collection of vectors, without its literal types. */
export const vectorCollectionOf = (name: VectorCollectionName): VectorCollectionDefinition => vectorCollections[name];
