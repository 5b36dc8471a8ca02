import type { Random } from '@streamforge/determinism/random';

/** Standard normal numbers from uniform ones. Source: Box and Muller, the cosine branch only, so that each number takes two draws. */
export const normal = (random: Random): (() => number) => () => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
};
