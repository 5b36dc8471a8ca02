/** Edges that stored assets declare, in place of bars that show them. */
import type { Asset } from '@streamforge/contracts/events/asset';
import { relationsOf } from '../../relations.ts';
import type { RelationName } from '../options.ts';
import type { SnapshotEdge } from './edge.ts';

export type DeclaredName = Exclude<RelationName, 'lead-lag' | 'correlation'>;

/** How the graph of assets names the relation to what they share. */
const sharedTypes: Readonly<Record<Exclude<DeclaredName, 'declared'>, string>> = { sector: 'in-sector', base: 'base', quote: 'quote' };

/**
 * Edges of weight 1 between assets that share a sector, a base or a quote asset, or of which one names the other; each way, and no more
 * incoming ones of an asset than asked for: those closest in the order of symbols after its own, which is the same for the same assets and
 * spreads them over all members. What is declared of an asset that the panel does not have is left out.
 */
export const declaredEdges = (
  name: DeclaredName, symbols: readonly string[], assets: readonly Asset[], { perAsset }: { readonly perAsset: number },
): readonly SnapshotEdge[] => {
  const others = name === 'declared' ? named(symbols, assets) : sharing(sharedTypes[name], symbols, assets);
  return others.flatMap((from, to) => {
    const after = (index: number): number => (index - to + symbols.length) % symbols.length;
    return [...from].toSorted((a, b) => after(a) - after(b)).slice(0, perAsset).toSorted((a, b) => a - b).map((each) => ({ from: each, to, weight: 1 }));
  });
};

/** For each asset those that share with it what the relation is about. */
const sharing = (type: string, symbols: readonly string[], assets: readonly Asset[]): readonly ReadonlySet<number>[] => {
  const places = placesOf(symbols);
  const groups = new Map<string, Set<number>>();
  for (const asset of assets) {
    const place = places.get(asset.symbol);
    if (place === undefined) continue;
    for (const edge of relationsOf(asset).edges) {
      if (edge.type !== type) continue;
      const group = `${edge.to.series} ${edge.to.id}`;
      groups.set(group, (groups.get(group) ?? new Set()).add(place));
    }
  }
  const others = symbols.map(() => new Set<number>());
  for (const group of groups.values()) {
    for (const to of group) for (const from of group) if (from !== to) others[to]?.add(from);
  }
  return others;
};

/** For each asset those that it names and those that name it. */
const named = (symbols: readonly string[], assets: readonly Asset[]): readonly ReadonlySet<number>[] => {
  const places = placesOf(symbols);
  const others = symbols.map(() => new Set<number>());
  for (const { exchange, symbol, relations } of assets) {
    const from = places.get(symbol);
    for (const relation of relations) {
      const to = relation.exchange === exchange ? places.get(relation.symbol) : undefined;
      if (from === undefined || to === undefined || from === to) continue;
      others[to]?.add(from);
      others[from]?.add(to);
    }
  }
  return others;
};

const placesOf = (symbols: readonly string[]): ReadonlyMap<string, number> => new Map(symbols.map((symbol, place) => [symbol, place]));
