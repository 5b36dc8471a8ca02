/** The samples of a dataset as training and scoring take them. */
import { inputWidth, isSample, type Dataset, type Rows } from './dataset.ts';
import { ranks } from './evaluation/correlation.ts';
import type { Engine } from './kernels/engine.ts';
import type { Targets } from './losses.ts';
import type { LossType } from './options.ts';

/** A return of more deviations than this counts as this many, so that one crash does not outweigh a year. */
export const furthest = 8;

/** What came true of every sample, [time × node]: its direction, its return in the node's own deviations, its place within the time. */
export const targetsOf = (dataset: Dataset, loss: LossType = 'direction'): Targets => {
  const { returns, mean, deviation, nodes } = dataset;
  const up = new Float32Array(returns.length);
  const moved = new Float32Array(returns.length);
  const counts = new Int32Array(returns.length);
  for (let at = 0; at < returns.length; at += 1) {
    if (!isSample(dataset, at)) continue;
    const node = at % nodes.length;
    const scale = deviation[node] as number;
    counts[at] = 1;
    up[at] = (returns[at] as number) > 0 ? 1 : 0;
    moved[at] = scale > 0 ? Math.min(furthest, Math.max(-furthest, ((returns[at] as number) - (mean[node] as number)) / scale)) : 0;
  }
  return { up, moved, counts, wanted: loss === 'ranking' ? wantedOf(moved, counts, nodes.length) : undefined };
};

/**
 * The order of each time as shares: the softmax of the ranks of its returns, brought to mean 0 and deviation 1, so that one crash does
 * not take the whole share. 0 throughout a time of which fewer than two nodes count, or all moved alike.
 */
const wantedOf = (moved: Float32Array, counts: Int32Array, nodes: number): Float32Array => {
  const wanted = new Float32Array(moved.length);
  for (let first = 0; first < moved.length; first += nodes) {
    const places = Array.from({ length: nodes }, (_, node) => first + node).filter((at) => counts[at] === 1);
    const order = ranks(places.map((at) => moved[at] as number));
    const mean = (places.length + 1) / 2;
    const deviation = Math.sqrt(order.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / places.length);
    if (!(deviation > 0)) continue;
    const weights = order.map((rank) => Math.exp((rank - mean) / deviation));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [index, at] of places.entries()) wanted[at] = (weights[index] as number) / sum;
  }
  return wanted;
};

/** Features of some rows, [time × node × step × channel], and what came true of them; valid until the next ones are taken. */
export interface Batch {
  readonly times: number;
  readonly x: Float32Array;
  readonly targets: Targets;
}

/** Inputs of one row, the oldest step first, written to `x` from `at` on. What lies before the first row is 0. */
const writeInputs = ({ features, nodes, channels: { length: channels }, history }: Dataset, row: number, x: Float32Array, at: number): void => {
  const rowLength = nodes.length * channels;
  const width = history * channels;
  for (let step = 0; step < history; step += 1) {
    const from = (row - (history - 1 - step)) * rowLength;
    for (let node = 0; node < nodes.length; node += 1) {
      const [into, start] = [at + node * width + step * channels, from + node * channels];
      for (let channel = 0; channel < channels; channel += 1) x[into + channel] = from < 0 ? 0 : features[start + channel] as number;
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

/** Samples that pass through a network at once: few enough to stay close to the processor. */
const SAMPLES_AT_ONCE = 8_192;

/** Takes rows of a dataset into the memory of an engine: at most `atOnce` of them, the same arrays each time. */
export interface Taker {
  readonly atOnce: number;
  inputs(rows: ArrayLike<number>): Float32Array;
  batch(rows: ArrayLike<number>, targets: Targets): Batch;
}

/** Takes its memory from the engine once; rows at once are bounded by the number of nodes. */
export const takerOf = (engine: Engine, dataset: Dataset): Taker => {
  const nodes = dataset.nodes.length;
  const width = nodes * inputWidth(dataset);
  const atOnce = Math.max(1, Math.min(dataset.times.length, Math.floor(SAMPLES_AT_ONCE / Math.max(1, nodes))));
  const x = engine.floats(atOnce * width);
  const [up, moved, wanted, counts] = [
    engine.floats(atOnce * nodes), engine.floats(atOnce * nodes), engine.floats(atOnce * nodes), engine.ints(atOnce * nodes)];
  const inputs = (rows: ArrayLike<number>): Float32Array => {
    for (let index = 0; index < rows.length; index += 1) writeInputs(dataset, rows[index] as number, x, index * width);
    return x.subarray(0, rows.length * width);
  };
  return {
    atOnce,
    inputs,
    batch: (rows, targets) => {
      for (let index = 0; index < rows.length; index += 1) {
        const [from, to] = [(rows[index] as number) * nodes, ((rows[index] as number) + 1) * nodes];
        up.set(targets.up.subarray(from, to), index * nodes);
        moved.set(targets.moved.subarray(from, to), index * nodes);
        counts.set(targets.counts.subarray(from, to), index * nodes);
        if (targets.wanted !== undefined) wanted.set(targets.wanted.subarray(from, to), index * nodes);
      }
      const samples = rows.length * nodes;
      const taken = {
        up: up.subarray(0, samples), moved: moved.subarray(0, samples), counts: counts.subarray(0, samples),
        wanted: targets.wanted === undefined ? undefined : wanted.subarray(0, samples),
      };
      return { times: rows.length, x: inputs(rows), targets: taken };
    },
  };
};

/** How many samples of each row count. */
export const countsOfRows = ({ nodes }: Dataset, { counts }: Targets): Int32Array =>
  Int32Array.from({ length: counts.length / Math.max(1, nodes.length) }, (_, row) => {
    let count = 0;
    for (let at = row * nodes.length; at < (row + 1) * nodes.length; at += 1) count += counts[at] as number;
    return count;
  });

/** The numbers of these rows. */
export const numbersOf = ({ from, to }: Rows): Int32Array => Int32Array.from({ length: to - from }, (_, index) => from + index);

/** Cuts a list of rows into pieces of at most `size`. */
export const pieces = (rows: Int32Array, size: number): readonly Int32Array[] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.subarray(index * size, (index + 1) * size));
