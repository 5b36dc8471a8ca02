/**
 * Every collection of stored facts, once. The key of an entry is its series and its identity within it; `order` places it for
 * scans. Adapters encode that their own way.
 */
export interface CollectionDefinition {
  readonly says: string;
  /** `order`: one entry per order within a series (bars). `id`: one entry per id, the order only sorts (trades, documents). */
  readonly identity: 'order' | 'id';
  /** `newest`: the higher version wins. `first`: what came first stands, another body under its key is a conflict. */
  readonly keeps: 'newest' | 'first';
  readonly kind: 'entries' | 'vertices' | 'edges';
}

const collection = <const Definition extends CollectionDefinition>(definition: Definition): Definition => definition;

export const collections = {
  candles: collection({ says: 'The newest bar of each open time; series exchange:symbol:interval:origin, order openTime.', identity: 'order', keeps: 'newest', kind: 'entries' }),
  trades: collection({ says: 'Trades; series exchange:symbol, id the trade’s, order its time.', identity: 'id', keeps: 'first', kind: 'entries' }),
  documents: collection({ says: 'Documents; series their tenant, order publishedAt.', identity: 'id', keeps: 'newest', kind: 'entries' }),
  assets: collection({ says: 'Assets and what they relate to (currencies, sectors); series their exchange, id their symbol.', identity: 'id', keeps: 'newest', kind: 'vertices' }),
  relations: collection({ says: 'Edges between assets; series the declaring asset, id type and target.', identity: 'id', keeps: 'newest', kind: 'edges' }),
} as const;

export type CollectionName = keyof typeof collections;
export const collectionNames = Object.keys(collections) as readonly CollectionName[];
