/** Whether what is seen is more than chance, of one pair and of all pairs together. */
import type { Correction } from '../options.ts';

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

/** Probability that a standard normal number lies as far from 0, either way. */
export const chanceOf = (deviations: number): number => 2 * upperTail(Math.abs(deviations));

/** Beyond this many deviations no probability is left that a float can tell from 0. */
const FURTHEST = 38;
const HALVINGS = 60;

/** The deviations whose `chanceOf` is this; Infinity for 0. */
export const deviationsOf = (chance: number): number => {
  if (chance >= 1) return 0;
  if (!(chance > 0)) return Infinity;
  let [near, far] = [0, FURTHEST];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (near + far) / 2;
    if (chanceOf(middle) > chance) near = middle;
    else far = middle;
  }
  return far;
};

export interface Holding {
  readonly significance: number;
  readonly correction: Correction;
}

/**
 * How many deviations a pair must be from chance when `pairs` are looked at, of which `deviations` holds those that could be computed (NaN
 * is skipped). `bonferroni`: each is held to significance / pairs, so that the probability of even one false edge is below the significance,
 * however the pairs depend on each other. `benjamini-hochberg`: the k most significant, for the largest k whose last one has a chance of at
 * most significance · k / pairs, so that at most this share of edges is false on average; it finds more where many pairs are related.
 * Sources: Dunn, Multiple comparisons among means (1961); Benjamini and Hochberg, Controlling the false discovery rate (1995).
 */
export const requiredDeviations = (deviations: Float64Array, pairs: number, { significance, correction }: Holding): number => {
  if (correction === 'bonferroni') return deviationsOf(significance / Math.max(1, pairs));
  const least = deviationsOf(significance);
  const far = deviations.map(Math.abs).filter((each) => each >= least).toSorted().toReversed();
  for (let found = far.length; found > 0; found -= 1) {
    const last = far[found - 1] as number;
    if (chanceOf(last) <= significance * found / pairs) return last;
  }
  return Infinity;
};
