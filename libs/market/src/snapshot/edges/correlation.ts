/** Edges that the past of a market shows: who moves together, and who moves first. */
import type { SnapshotEdge } from './edge.ts';
import { chanceOf } from './significance.ts';

export interface EdgeRules {
  /** Most incoming edges of an asset, the strongest first. */
  readonly perAsset: number;
  /** Probability that even one edge of a whole relation is chance: each of its pairs is held to this, divided by the pairs (Bonferroni). */
  readonly significance: number;
}

/** Fewest pairs of returns that a correlation is computed of. */
const FEWEST = 30;

/** A spread of this share of the size is rounding. */
const ROUNDING = 1e-12;

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
  const sources = columns.map((column) => profileOf(column.subarray(0, column.length - lag)));
  const targets = columns.map((column) => profileOf(column.subarray(lag)));
  const pairs = Math.max(1, columns.length * (columns.length - 1) / (lag === 0 ? 2 : 1));
  const bar = significance / pairs;
  return targets.flatMap((target, to) => sources
    .flatMap((source, from): readonly SnapshotEdge[] => {
      if (from === to) return [];
      const found = correlated(source, target);
      return found !== undefined && chanceOf(found.correlation, found.count) < bar ? [{ from, to, weight: found.correlation }] : [];
    })
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.from - b.from)
    .slice(0, perAsset)
    .toSorted((a, b) => a.from - b.from));
};

/** A column prepared once for all its pairs. */
interface Profile {
  /** Around its mean and of length 1; 0 where missing. Undefined when it never moves. */
  readonly values: Column | undefined;
  /** 1 where known, 0 where missing. */
  readonly known: Column;
  readonly complete: boolean;
}

const profileOf = (column: Column): Profile => {
  const known = column.map((value) => Number.isNaN(value) ? 0 : 1);
  const count = dot(known, known);
  const filled = column.map((value) => Number.isNaN(value) ? 0 : value);
  const mean = dot(filled, known) / Math.max(1, count);
  const centred = filled.map((value, row) => (value - mean) * (known[row] as number));
  const [spread, size] = [Math.sqrt(dot(centred, centred)), Math.sqrt(dot(filled, filled))];
  const moves = spread > ROUNDING * size;
  return { values: moves ? centred.map((value) => value / spread) : undefined, known, complete: count === column.length };
};

interface Correlated {
  readonly correlation: number;
  readonly count: number;
}

/** Pearson’s correlation of the rows that both have; undefined when they are too few or one of them never moves. */
const correlated = (source: Profile, target: Profile): Correlated | undefined => {
  if (source.values === undefined || target.values === undefined) return undefined;
  const found = source.complete && target.complete
    ? { correlation: dot(source.values, target.values), count: target.values.length }
    : ofKnown(source.values, source.known, target.values, target.known);
  return found === undefined || found.count < FEWEST ? undefined : { ...found, correlation: Math.max(-1, Math.min(1, found.correlation)) };
};

/** The same from sums over the rows that both know; columns around their own means keep them small. */
const ofKnown = (a: Column, knownA: Column, b: Column, knownB: Column): Correlated | undefined => {
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let row = 0; row < a.length; row += 1) {
    const hasA = knownA[row] as number;
    const hasB = knownB[row] as number;
    const x = (a[row] as number) * hasB;
    const y = (b[row] as number) * hasA;
    count += hasA * hasB;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const [spreadA, spreadB] = [sumAA - sumA * sumA / count, sumBB - sumB * sumB / count];
  if (!(spreadA > ROUNDING && spreadB > ROUNDING)) return undefined;
  return { correlation: (sumAB - sumA * sumB / count) / Math.sqrt(spreadA * spreadB), count };
};

/** Sum of products, in four sums that do not wait for each other. */
const dot = (a: Column, b: Column): number => {
  const quads = a.length - a.length % 4;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let row = 0; row < quads; row += 4) {
    sum0 += (a[row] as number) * (b[row] as number);
    sum1 += (a[row + 1] as number) * (b[row + 1] as number);
    sum2 += (a[row + 2] as number) * (b[row + 2] as number);
    sum3 += (a[row + 3] as number) * (b[row + 3] as number);
  }
  for (let row = quads; row < a.length; row += 1) sum0 += (a[row] as number) * (b[row] as number);
  return sum0 + sum1 + sum2 + sum3;
};
