/** The part of the asset graph that one asset's declaration draws. */
import type { Asset } from '@streamforge/contracts/events/asset';

/** A vertex: `id` within `series` of the assets collection. */
export interface VertexName {
  readonly series: string;
  readonly id: string;
}

export interface RelatedVertex extends VertexName {
  readonly label: string;
  readonly kind: 'asset' | 'currency' | 'sector';
}

export interface RelationEdge {
  /** `in-sector`, `base`, `quote`, or what the declaration calls it. */
  readonly type: string;
  readonly from: VertexName;
  readonly to: VertexName;
}

export interface AssetRelations {
  /** All that the asset relates to, each once, by series and id; the asset itself is not among them. */
  readonly vertices: readonly RelatedVertex[];
  /** From the asset, each once, by type and target. */
  readonly edges: readonly RelationEdge[];
}

/** Derives the vertices and edges that an asset declares; the same declaration always gives the same lists in the same order. */
export const relationsOf = (asset: Asset): AssetRelations => {
  const self = { series: asset.exchange, id: asset.symbol };
  const related = new Map<string, { readonly type: string; readonly to: RelatedVertex }>();
  const relate = (type: string, to: RelatedVertex): unknown => related.set(`${type} ${nameOf(to)}`, { type, to });
  if (asset.sector !== undefined) relate('in-sector', sectorVertex(asset.sector));
  if (asset.base !== undefined) relate('base', currencyVertex(asset.base));
  if (asset.quote !== undefined) relate('quote', currencyVertex(asset.quote));
  for (const { type, exchange, symbol } of asset.relations) relate(type, assetVertex(exchange, symbol));

  const targets = new Map([...related.values()].map(({ to }) => [nameOf(to), to]));
  targets.delete(nameOf(self));
  return {
    vertices: inOrder(targets),
    edges: inOrder(related).map(({ type, to }) => ({ type, from: placeOf(self), to: placeOf(to) })),
  };
};

const assetVertex = (exchange: string, symbol: string): RelatedVertex => ({ series: exchange, id: symbol, label: symbol, kind: 'asset' });

/** A currency is the same on every venue, however the venue writes its case. */
const currencyVertex = (symbol: string): RelatedVertex => {
  const id = symbol.toUpperCase();
  return { series: 'currency', id, label: id, kind: 'currency' };
};

const sectorVertex = (sector: string): RelatedVertex => ({ series: 'sector', id: slugOf(sector), label: sector, kind: 'sector' });

/** `Information Technology` → `information-technology`; a name without letters or digits keeps its code points. */
export const slugOf = (name: string): string => {
  const slug = name.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return slug === '' ? `u-${Array.from(name, (character) => character.codePointAt(0)?.toString(16)).join('-')}` : slug;
};

const placeOf = ({ series, id }: VertexName): VertexName => ({ series, id });
const nameOf = ({ series, id }: VertexName): string => `${series} ${id}`;
const inOrder = <Value>(named: ReadonlyMap<string, Value>): readonly Value[] =>
  [...named].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, value]) => value);
