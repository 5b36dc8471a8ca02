/** Movements by chance, the same for the same seed: sums of a linear congruential generator, about normal with variance 1. */
export const wander = (length: number, seed: number): Float64Array => {
  let state = seed * 2_654_435_761 >>> 0;
  const uniform = (): number => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0;
    return (state >>> 8) / 16_777_216;
  };
  for (let warm = 0; warm < 8; warm += 1) uniform();
  return Float64Array.from({ length }, () => Array.from({ length: 12 }, uniform).reduce((sum, each) => sum + each, -6));
};
