/** The samples of a dataset as training and scoring take them. */
import { isSample, type Dataset, type Rows } from './dataset.ts';
import type { Targets } from './kernels/losses.ts';

/** A return of more deviations than this counts as this many, so that one crash does not outweigh a year. */
export const furthest = 8;

/** What came true of every sample, [time × node]: its direction, and its return in the node's own deviations. */
export const targetsOf = (dataset: Dataset): Targets => {
  const { returns, mean, deviation, nodes } = dataset;
  const up = new Float32Array(returns.length);
  const moved = new Float32Array(returns.length);
  const counts = new Uint8Array(returns.length);
  for (let at = 0; at < returns.length; at += 1) {
    if (!isSample(dataset, at)) continue;
    const node = at % nodes.length;
    const scale = deviation[node] as number;
    counts[at] = 1;
    up[at] = (returns[at] as number) > 0 ? 1 : 0;
    moved[at] = scale > 0 ? Math.min(furthest, Math.max(-furthest, ((returns[at] as number) - (mean[node] as number)) / scale)) : 0;
  }
  return { up, moved, counts };
};

/** Features and targets of some rows. */
export interface Batch {
  readonly times: number;
  readonly x: Float32Array;
  readonly targets: Targets;
}

/** Rows next to each other, as views of the dataset. */
export const stretch = ({ features, nodes, width }: Dataset, { up, moved, counts }: Targets, { from, to }: Rows): Batch => {
  const [start, end] = [from * nodes.length, to * nodes.length];
  return {
    times: to - from,
    x: features.subarray(start * width, end * width),
    targets: { up: up.subarray(start, end), moved: moved.subarray(start, end), counts: counts.subarray(start, end) },
  };
};

/** These rows, copied into a batch. */
export const gathered = ({ features, nodes, width }: Dataset, { up, moved, counts }: Targets, rows: Int32Array): Batch => {
  const n = nodes.length;
  const samples = rows.length * n;
  const targets = { up: new Float32Array(samples), moved: new Float32Array(samples), counts: new Uint8Array(samples) };
  const x = new Float32Array(samples * width);
  for (const [index, row] of rows.entries()) {
    x.set(features.subarray(row * n * width, (row + 1) * n * width), index * n * width);
    targets.up.set(up.subarray(row * n, (row + 1) * n), index * n);
    targets.moved.set(moved.subarray(row * n, (row + 1) * n), index * n);
    targets.counts.set(counts.subarray(row * n, (row + 1) * n), index * n);
  }
  return { times: rows.length, x, targets };
};

/** Rows that have at least one sample. */
export const rowsWithSamples = ({ nodes }: Dataset, { counts }: Targets, { from, to }: Rows): Int32Array => {
  const rows: number[] = [];
  for (let row = from; row < to; row += 1) {
    if (counts.subarray(row * nodes.length, (row + 1) * nodes.length).includes(1)) rows.push(row);
  }
  return Int32Array.from(rows);
};

/** Cuts rows into stretches of at most `size`. */
export const stretches = ({ from, to }: Rows, size: number): readonly Rows[] =>
  Array.from({ length: Math.ceil((to - from) / size) }, (_, index) =>
    ({ from: from + index * size, to: Math.min(to, from + (index + 1) * size) }));
