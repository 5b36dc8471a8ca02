/** The standard normal distribution. */

/** Beyond this many deviations double precision knows only 0 and 1. */
const FURTHEST = 8;

/**
 * Probability of a value below z: ½ + φ(z)·(z + z³/3 + z⁵/15 + …).
 * Source: Abramowitz and Stegun, Handbook of mathematical functions, 26.2.11.
 */
export const normalShare = (z: number): number => {
  if (Math.abs(z) > FURTHEST) return z > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= z * z / odd;
    sum += term;
  }
  return 0.5 + Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) * sum;
};

/** The z below which this share of values lies, by halving; the share lies between 0 and 1. */
export const normalQuantile = (share: number): number => {
  let [low, high] = [-FURTHEST, FURTHEST];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
