/** Whether a correlation is more than chance. */

/**
 * Probability that two unrelated normal columns of `count` values correlate as strongly, either way: Fisher's transformation
 * atanh(r)·√(n − 3) is about standard normal. Source: Fisher, On the probable error of a coefficient of correlation (1921).
 */
export const chanceOf = (correlation: number, count: number): number =>
  count <= 3 ? 1 : 2 * upperTail(Math.abs(Math.atanh(Math.max(-1 + 1e-12, Math.min(1 - 1e-12, correlation)))) * Math.sqrt(count - 3));

/** From here the continued fraction converges quickly, and before it the series does. */
const CROSSOVER = 2;
const TERMS = 100;

/**
 * Probability that a standard normal number exceeds z ≥ 0.
 * Source: Abramowitz and Stegun, Handbook of mathematical functions, 26.2.11 (series) and 26.2.14 (continued fraction).
 */
export const upperTail = (z: number): number => {
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (z > CROSSOVER) {
    let fraction = z;
    for (let term = TERMS; term > 0; term -= 1) fraction = z + term / fraction;
    return density / fraction;
  }
  let [sum, power] = [0, z];
  for (let odd = 1; odd < TERMS; odd += 2) {
    sum += power;
    power *= z * z / (odd + 2);
  }
  return 0.5 - density * sum;
};
