/** Where each asset stands among the others of a time. */

/**
 * Ranks within each row of values [time × asset], from −√3 for the least to √3 for the greatest, so that they have mean 0 and variance
 * near 1 and need no scale. Ties share their mean rank; a row of fewer than two values has none, and NaN stays NaN.
 */
export const ranksOf = (values: Float64Array, assets: number, ranks: Float64Array): void => {
  ranks.fill(Number.NaN);
  const row = new Float64Array(assets);
  for (let first = 0; first < values.length; first += assets) {
    let count = 0;
    for (let at = first; at < first + assets; at += 1) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      row[count] = value;
      count += 1;
    }
    if (count < 2) continue;
    const sorted = row.subarray(0, count).toSorted();
    for (let at = first; at < first + assets; at += 1) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const below = placeOf(sorted, value, false);
      const upTo = sorted[below + 1] === value ? placeOf(sorted, value, true) : below + 1;
      ranks[at] = Math.sqrt(3) * ((below + upTo) / count - 1);
    }
  }
};

/** How many of these ascending values are less than `value`, or no greater. */
const placeOf = (sorted: Float64Array, value: number, orEqual: boolean): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle] as number;
    if (other < value || orEqual && other === value) low = middle + 1;
    else high = middle;
  }
  return low;
};
