/** Correlations of all pairs of columns at once, each with how far it is from chance. */
import { profileOf, writeKnown, writeValues, type Column, type Profile } from './columns.ts';
import { rowMatrix, rowProducts, type Products, type RowMatrix } from './row-products.ts';

/** Of each source with each target, [source × target]. Both are NaN where too few rows have both, or one of them never moves. */
export interface Correlations {
  readonly sources: number;
  readonly targets: number;
  /** Pearson’s, of the rows that both have. */
  readonly correlation: Float64Array;
  /** About standard normal where the two have nothing to do with each other. */
  readonly deviations: Float64Array;
}

/** Fewest pairs of values that a correlation is computed of. */
export const FEWEST_PAIRS = 30;

/** A spread of this share of the whole is rounding. */
const ROUNDING = 1e-12;

/**
 * Correlations r = Σxy / √(Σx²·Σy²) around the means, and z = Σxy / √(Σx²y²). In this form each pair of values speaks for itself: it stays
 * standard normal where both columns are restless at the same times, and no single crash can make more than 1 of it, while r·√n, right for
 * even noise, would not. Sources: White, A heteroskedasticity-consistent covariance matrix estimator (1980); Lo and MacKinlay, Stock market
 * prices do not follow random walks (1988), who weigh autocorrelations so.
 */
export const correlationsOf = (sources: readonly Column[], targets: readonly Column[]): Correlations => {
  const [from, to] = [sources.map(profileOf), targets.map(profileOf)];
  const [x, y] = [matrixOf(from, writeValues), matrixOf(to, writeValues)];
  const together = rowProducts(x, y);
  const weighed = rowProducts(squaresOf(x), squaresOf(y));
  const correlation = new Float64Array(from.length * to.length).fill(Number.NaN);
  const deviations = correlation.slice();
  const write = (source: number, target: number, { covariance, count }: Moments): void => {
    if (!(count >= FEWEST_PAIRS) || !(from[source] as Profile).moves || !(to[target] as Profile).moves || Number.isNaN(covariance.r)) return;
    const at = source * to.length + target;
    correlation[at] = Math.max(-1, Math.min(1, covariance.r));
    deviations[at] = covariance.sum / Math.sqrt(weighed.values[source * weighed.stride + target] as number);
  };
  const length = x.length;
  for (const [source, { complete }] of from.entries()) {
    if (!complete) continue;
    for (const [target, other] of to.entries()) {
      const sum = together.values[source * together.stride + target] as number;
      if (other.complete) write(source, target, { covariance: { r: sum, sum }, count: length });
    }
  }
  const gapped = (some: readonly Profile[], complete: boolean): readonly number[] => [...some.keys()].filter((at) => some[at]?.complete === complete);
  const all = [...to.keys()];
  for (const [some, others] of [[gapped(from, false), all], [gapped(from, true), gapped(to, false)]] as const) {
    if (some.length > 0 && others.length > 0) overGaps(from, some, to, others, together, write);
  }
  return { sources: from.length, targets: to.length, correlation, deviations };
};

interface Moments {
  /** As a correlation, and as the sum of products around the means of the rows that both have. */
  readonly covariance: { readonly r: number; readonly sum: number };
  readonly count: number;
}

/** The same where one of the two has gaps: from sums over the rows that both know; columns around their own means keep them small. */
const overGaps = (
  from: readonly Profile[], some: readonly number[], to: readonly Profile[], others: readonly number[], together: Products,
  write: (source: number, target: number, moments: Moments) => void,
): void => {
  const [sources, targets] = [some.map((at) => from[at] as Profile), others.map((at) => to[at] as Profile)];
  const [knownX, knownY] = [matrixOf(sources, writeKnown), matrixOf(targets, writeKnown)];
  const [x, y] = [matrixOf(sources, writeValues), matrixOf(targets, writeValues)];
  const counts = rowProducts(knownX, knownY);
  const [sumsX, sumsY] = [rowProducts(x, knownY), rowProducts(knownX, y)];
  const [squaresX, squaresY] = [rowProducts(squaresOf(x), knownY), rowProducts(knownX, squaresOf(y))];
  for (const [row, source] of some.entries()) {
    for (const [column, target] of others.entries()) {
      const at = row * counts.stride + column;
      const count = counts.values[at] as number;
      const [sumX, sumY] = [sumsX.values[at] as number, sumsY.values[at] as number];
      const spreadX = (squaresX.values[at] as number) - sumX * sumX / count;
      const spreadY = (squaresY.values[at] as number) - sumY * sumY / count;
      const sum = (together.values[source * together.stride + target] as number) - sumX * sumY / count;
      const moves = spreadX > ROUNDING && spreadY > ROUNDING;
      write(source, target, { covariance: { r: moves ? sum / Math.sqrt(spreadX * spreadY) : Number.NaN, sum }, count });
    }
  }
};

const matrixOf = (profiles: readonly Profile[], write: (profile: Profile, into: Column) => void): RowMatrix =>
  rowMatrix(profiles.length, profiles[0]?.column.length ?? 0, (row, into) => write(profiles[row] as Profile, into));

const squaresOf = ({ rows, length, values }: RowMatrix): RowMatrix => ({ rows, length, values: values.map((value) => value * value) });
