/** Where each asset stands among the others of a time. */

/**
 * Ranks within each row of values [time × asset], from −√3 for the least to √3 for the greatest, so that they have mean 0 and variance
 * near 1 and need no scale. Ties share their mean rank; a row of fewer than two values has none, and NaN stays NaN.
 */
export const ranksOf = (values: Float64Array, assets: number): Float64Array => {
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let first = 0; first < values.length; first += assets) {
    const row = values.subarray(first, first + assets);
    const sorted = row.filter((value) => !Number.isNaN(value)).toSorted();
    if (sorted.length < 2) continue;
    for (const [asset, value] of row.entries()) {
      if (Number.isNaN(value)) continue;
      const [below, upTo] = [countBelow(sorted, value), countUpTo(sorted, value)];
      ranks[first + asset] = Math.sqrt(3) * ((below + upTo) / sorted.length - 1);
    }
  }
  return ranks;
};

/** How many of these ascending values are less. */
const countBelow = (sorted: Float64Array, value: number): number => firstWhere(sorted, (each) => each >= value);
const countUpTo = (sorted: Float64Array, value: number): number => firstWhere(sorted, (each) => each > value);

const firstWhere = (sorted: Float64Array, holds: (value: number) => boolean): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
};
