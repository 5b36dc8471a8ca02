/**
 * How sure a figure is that comes of many times next to each other. Samples of one time are not independent, nor are neighbouring times, so
 * whole blocks of times are drawn, round the end to the beginning.
 * Source: Politis and Romano, A circular block-resampling procedure for stationary data (1992); percentile interval.
 */
import { seededStream } from '../seeded-stream.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './report.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2,000. */
  readonly resamples?: number;
  /** Share of resamples that the interval holds; default 0.95. */
  readonly confidence?: number;
  /** Times next to each other that are drawn together; default the cube root of their number, at least 1. */
  readonly block?: number;
}

/** Which blocks each resample is made of. Figures that share draws can be compared time by time. */
export interface Draws {
  readonly times: number;
  readonly resamples: number;
  readonly confidence: number;
  readonly block: number;
  /** First time of each block, [resample × block]. The last block of a resample is cut so that it has as many times as there are. */
  readonly starts: Int32Array;
}

/** Draws the blocks of every resample. A block has ∛times rows unless told, `confidence` is that of the intervals that rest on the draws. */
export const drawBlocks = (times: number, { seed, resamples = 2_000, confidence = 0.95, block }: BootstrapOptions): Draws => {
  const size = Math.max(1, Math.min(times, block ?? Math.round(Math.cbrt(times))));
  const random = seededStream(seed, 0);
  const starts = Int32Array.from({ length: resamples * Math.ceil(times / size) }, () => Math.floor(random() * times));
  return { times, resamples, confidence, block: size, starts };
};

/** Running sums of a column laid out twice, so that the sum of any block is one difference. */
export const runningSums = (column: ArrayLike<number>): Float64Array => {
  const sums = new Float64Array(2 * column.length + 1);
  for (let at = 0; at < 2 * column.length; at += 1) sums[at + 1] = (sums[at] as number) + (column[at % column.length] as number);
  return sums;
};

/** The column's sum over the blocks of each resample. */
export const resampledSums = (sums: Float64Array, { times, resamples, block, starts }: Draws): Float64Array => {
  const out = new Float64Array(resamples);
  const blocks = starts.length / resamples;
  const rest = times - (blocks - 1) * block;
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    for (let index = 0; index < blocks; index += 1) {
      const start = starts[resample * blocks + index] as number;
      sum += (sums[start + (index === blocks - 1 ? rest : block)] as number) - (sums[start] as number);
    }
    out[resample] = sum;
  }
  return out;
};

/** Between which values the middle share of resamples lies; those that are no number are left out. Null without any. */
export const percentileInterval = (values: Float64Array, confidence: number): Interval | null => {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  if (known.length === 0) return null;
  const tail = (1 - confidence) / 2;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] as number;
  return { low: at(tail), high: at(1 - tail) };
};

/**
 * The interval for the best of several configurations tried: each end moves away from the value by z(1 − α/2n) / z(1 − α/2), as if each of
 * n were held to α/n. It is conservative, since configurations resemble each other.
 * Source: Dunn, Multiple comparisons among means (1961), which is Bonferroni's inequality.
 */
export const widened = (value: number, { low, high }: Interval, confidence: number, configurations: number): Interval => {
  const alpha = 1 - confidence;
  const factor = normalQuantile(1 - alpha / (2 * configurations)) / normalQuantile(1 - alpha / 2);
  return { low: value - factor * (value - low), high: value + factor * (high - value) };
};
