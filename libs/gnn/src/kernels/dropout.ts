import type { Random } from '@streamforge/determinism/random';

/**
 * Fills a mask that leaves out a share of values and strengthens the rest by 1 / (1 − share), so that their mean stays.
 * Source: Srivastava et al., Dropout (2014), in its inverted form.
 */
export const dropoutMask = (mask: Float32Array, share: number, random: Random): Float32Array => {
  const kept = 1 / (1 - share);
  for (let at = 0; at < mask.length; at += 1) mask[at] = random() < share ? 0 : kept;
  return mask;
};
