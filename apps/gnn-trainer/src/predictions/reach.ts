import type { FittedRelation } from '@streamforge/market/snapshot/fitted';

/** For each asset those whose bars its prediction rests on: itself and who is linked to it within so many steps; ascending. */
export const reachOf = (assets: number, relations: readonly FittedRelation[], steps: number): readonly (readonly number[])[] => {
  const incoming = Array.from({ length: assets }, (): Set<number> => new Set());
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
