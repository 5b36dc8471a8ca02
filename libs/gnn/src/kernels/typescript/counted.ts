/**
 * Number `at` (from 0) of mulberry32(seed), as 32 bits, without those before it: its state is but a sum. So kernels draw many at once, and
 * a way back draws again what the way forth drew.
 */
export const counted = (seed: number, at: number): number => {
  const state = (seed | 0) + Math.imul(at + 1, 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
};

/** Below how many of the 2³² numbers a share of them lies. */
export const thresholdOf = (share: number): number => Math.floor(share * 4_294_967_296);
