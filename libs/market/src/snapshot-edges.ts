/** Edges that the past of a market shows: who moves together, and who moves first. */
import { chanceOf } from './snapshot-significance.ts';

/** What `from` does tells of `to`; both are indices of assets. The weight is their correlation, with its sign. */
export interface SnapshotEdge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

export interface EdgeRules {
  /** Most incoming edges of an asset, the strongest first. */
  readonly perAsset: number;
  /** Probability that even one edge of a whole relation is chance: each of its pairs is held to this, divided by the pairs (Bonferroni). */
  readonly significance: number;
}

/** Fewest pairs of returns that a correlation is computed of. */
const FEWEST = 30;

/** Returns of one asset over the window; NaN where missing. */
export type Column = Float64Array;

/** Columns of the rows from ≤ row < to, of returns [time × asset]. */
export const columnsOf = (returns: Float64Array, assets: number, from: number, to: number): readonly Column[] =>
  Array.from({ length: assets }, (_, asset) =>
    Float64Array.from({ length: to - from }, (_each, row) => returns[(from + row) * assets + asset] as number));

/**
 * Edges from assets whose return `lag` bars before goes with the return of another: lag 1 finds leaders, lag 0 those that move together.
 * Only rows where both returns are known count. An asset that never moves has no edges.
 */
export const correlationEdges = (
  columns: readonly Column[], lag: 0 | 1, { perAsset, significance }: EdgeRules,
): readonly SnapshotEdge[] => {
  const profiles = columns.map(profileOf);
  const pairs = Math.max(1, columns.length * (columns.length - 1) / (lag === 0 ? 2 : 1));
  const bar = significance / pairs;
  return profiles.flatMap((target, to) => profiles
    .flatMap((source, from): readonly SnapshotEdge[] => {
      if (from === to) return [];
      const found = correlated(source, target, lag);
      return found !== undefined && chanceOf(found.correlation, found.count) < bar ? [{ from, to, weight: found.correlation }] : [];
    })
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.from - b.from)
    .slice(0, perAsset)
    .toSorted((a, b) => a.from - b.from));
};

interface Profile {
  readonly values: Column;
  readonly complete: boolean;
}

const profileOf = (values: Column): Profile => ({ values, complete: !values.some(Number.isNaN) });

interface Correlated {
  readonly correlation: number;
  readonly count: number;
}

/** Pearson's correlation of source[t − lag] and target[t]; undefined when there are too few or one of them never moves. */
const correlated = (source: Profile, target: Profile, lag: number): Correlated | undefined => {
  const [a, b] = [source.values, target.values];
  const checked = !source.complete || !target.complete;
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = lag; row < b.length; row += 1) {
    const x = a[row - lag] as number;
    const y = b[row] as number;
    if (checked && (Number.isNaN(x) || Number.isNaN(y))) continue;
    count += 1;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  if (count < FEWEST) return undefined;
  const spread = Math.sqrt(centred(sumAA, sumA, sumA, count)) * Math.sqrt(centred(sumBB, sumB, sumB, count));
  return spread > 0 ? { correlation: centred(sumAB, sumA, sumB, count) / spread, count } : undefined;
};

/** Sum of products around the means; what rounding leaves of a sum that should be 0 counts as 0. */
const centred = (products: number, a: number, b: number, count: number): number => {
  const value = products - a * b / count;
  return Math.abs(value) > 1e-12 * Math.abs(products) ? value : 0;
};
