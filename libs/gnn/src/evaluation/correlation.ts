/** How two columns move together. Null where one of them never moves, or where there are fewer than two values. */

/** Pearson's correlation, from sums around the means. */
export const pearson = (a: ArrayLike<number>, b: ArrayLike<number>): number | null => {
  const length = a.length;
  if (length < 2) return null;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [(a[at] as number) - meanA, (b[at] as number) - meanB];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const scale = Math.sqrt(aa) * Math.sqrt(bb);
  return scale > 0 && Math.sqrt(aa / length) > 1e-12 * Math.abs(meanA) && Math.sqrt(bb / length) > 1e-12 * Math.abs(meanB)
    ? Math.max(-1, Math.min(1, ab / scale))
    : null;
};

/** Spearman's correlation: Pearson's of the ranks, ties sharing the mean of theirs. */
export const spearman = (a: ArrayLike<number>, b: ArrayLike<number>): number | null => pearson(ranks(a), ranks(b));

/** Ranks from 1; equal values share the mean of their ranks. */
export const ranks = (values: ArrayLike<number>): Float64Array => {
  const order = Int32Array.from({ length: values.length }, (_, index) => index)
    .toSorted((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to += 1;
    for (let at = from; at < to; at += 1) out[order[at] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
};

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] as number;
  return sum / values.length;
};
