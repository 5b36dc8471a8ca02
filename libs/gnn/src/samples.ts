/** The samples of a dataset as training and scoring take them. */
import { inputWidth, isSample, type Dataset, type Rows } from './dataset.ts';
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

/** Inputs of one row, [node × step × channel], the oldest step first, written to `x` from `at` on. What lies before the first row is 0. */
const writeInputs = ({ features, nodes, channels: { length: channels }, history }: Dataset, row: number, x: Float32Array, at: number): void => {
  const rowLength = nodes.length * channels;
  const width = history * channels;
  for (let step = Math.max(0, history - 1 - row); step < history; step += 1) {
    const from = (row - (history - 1 - step)) * rowLength;
    for (let node = 0; node < nodes.length; node += 1) {
      const [into, start] = [at + node * width + step * channels, from + node * channels];
      for (let channel = 0; channel < channels; channel += 1) x[into + channel] = features[start + channel] as number;
    }
  }
};

/** Inputs of rows next to each other, [time × node × step × channel]. */
export const inputsOf = (dataset: Dataset, { from, to }: Rows): Float32Array => {
  const length = dataset.nodes.length * inputWidth(dataset);
  const x = new Float32Array((to - from) * length);
  for (let row = from; row < to; row += 1) writeInputs(dataset, row, x, (row - from) * length);
  return x;
};

/** Rows next to each other. */
export const stretch = (dataset: Dataset, { up, moved, counts }: Targets, { from, to }: Rows): Batch => {
  const [start, end] = [from * dataset.nodes.length, to * dataset.nodes.length];
  return {
    times: to - from,
    x: inputsOf(dataset, { from, to }),
    targets: { up: up.subarray(start, end), moved: moved.subarray(start, end), counts: counts.subarray(start, end) },
  };
};

/** These rows, copied into a batch. */
export const gathered = (dataset: Dataset, { up, moved, counts }: Targets, rows: Int32Array): Batch => {
  const n = dataset.nodes.length;
  const samples = rows.length * n;
  const targets = { up: new Float32Array(samples), moved: new Float32Array(samples), counts: new Uint8Array(samples) };
  const length = n * inputWidth(dataset);
  const x = new Float32Array(rows.length * length);
  for (const [index, row] of rows.entries()) {
    writeInputs(dataset, row, x, index * length);
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
