/** Uniform numbers in [0, 1). Injected and seeded, so that what it decides can be repeated. */
export type Random = () => number;

/**
 * mulberry32: a 32-bit generator that is the same in every language, good for simulations and seeds, not for secrets.
 * Source: Tommy Ettinger's mulberry32, public domain.
 */
export const mulberry32 = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
