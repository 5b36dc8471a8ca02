import { looksAcross } from '@streamforge/market/snapshot/features/feature';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';

/**
 * For each asset those whose bars its prediction rests on: itself and who is linked to it within so many steps, or all where it is ranked
 * among them; ascending.
 */
export const reachOf = (
  { assets, channels, relations }: Pick<FittedSnapshot, 'assets' | 'channels' | 'relations'>, steps: number,
): readonly (readonly number[])[] => {
  if (looksAcross(channels)) return assets.map(() => [...assets.keys()]);
  const incoming = assets.map((): Set<number> => new Set());
  for (const { edges } of relations) for (const { from, to } of edges) incoming[to]?.add(from);
  return incoming.map((_, asset) => {
    const reached = new Set([asset]);
    let edge: readonly number[] = [asset];
    for (let step = 0; step < steps; step += 1) {
      edge = edge.flatMap((to) => [...incoming[to] ?? []]).filter((from) => !reached.has(from));
      for (const from of edge) reached.add(from);
    }
    return [...reached].toSorted((a, b) => a - b);
  });
};
