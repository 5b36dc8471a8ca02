/** A mean of what came last, and how sure it is. */
export interface Rolled {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 % of a normal distribution. */
const Z = 1.96;

const nothing: Rolled = { mean: null, low: null, high: null };

/**
 * Mean of the last `window` values at each place, and ± 1.96 standard errors of it: s/√n, as if they were independent. Values that are
 * null are left out; a place with fewer than half of the window known has none.
 */
export const rolling = (values: readonly (number | null)[], window: number): readonly Rolled[] => values.map((_, at) => {
  if (at + 1 < window) return nothing;
  const known = values.slice(at + 1 - window, at + 1).filter((value) => value !== null);
  if (known.length < Math.max(2, window / 2)) return nothing;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
  const error = Z * Math.sqrt(variance / known.length);
  return { mean, low: mean - error, high: mean + error };
});
