import { mulberry32, type Random } from '@streamforge/determinism/random';

/**
 * The random numbers of one part of a run, such as an epoch. A run holds no generator state: after an interruption the same part draws
 * the same numbers again.
 */
export const seededStream = (seed: number, part: number): Random =>
  mulberry32(Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(part + 1, 0xc2b2_ae35));

/** Puts items in a random order, in place. Source: Fisher and Yates, in Durstenfeld's form. */
export const shuffle = (items: Int32Array, random: Random): void => {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    const item = items[last] as number;
    items[last] = items[chosen] as number;
    items[chosen] = item;
  }
};
