/** Facts of which the first in partition order stands: the same body again is a duplicate, another body a conflict. */
import type { Kept } from './recorded.ts';

/**
 * Says of each item what became of it. `digestOf` are those that the store has after the items were inserted where nothing stood;
 * `inserted` tells which of the names were new.
 */
export const verdicts = <Item extends { readonly name: string; readonly digest: string }>(
  items: readonly Item[], digestOf: ReadonlyMap<string, string>, inserted: ReadonlySet<string>,
): readonly Kept[] => {
  const seen = new Set<string>();
  return items.map(({ name, digest }) => {
    if (digestOf.get(name) !== digest) return 'conflict';
    if (seen.has(name) || !inserted.has(name)) return 'same';
    seen.add(name);
    return 'stored';
  });
};

/** The first item of each name. */
export const firstOfEach = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] => {
  const first = new Map<string, Item>();
  for (const item of items) if (!first.has(item.name)) first.set(item.name, item);
  return [...first.values()];
};
