/** A figure of one forecast and its interval, over times and seeds. */
import { seededStream } from '../seeded-stream.ts';
import { percentileInterval, resampledSums, runningSums, type Draws } from './bootstrap.ts';
import type { Figure } from './figures.ts';
import type { Estimate } from './report.ts';
import type { Track } from './track.ts';

/** A figure as it is, and as it would be on each resample. */
export interface Resampled {
  readonly value: number | null;
  readonly samples: Float64Array;
}

/** Mean of the figure over the seeds. */
export const figureOf = (tracks: readonly Track[], { columns, of }: Figure): number | null => {
  const values = tracks.map((track) => of(columns(track).map((column) => column.reduce((sum, value) => sum + value, 0))));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Number.isNaN(mean) ? null : mean;
};

/**
 * The figure on every resample of times, and of as many seeds as there are, drawn with replacement: one more training would have had a
 * seed of its own. Forecasts of the same `draws` see the same times; their seeds are drawn apart, by `stream`.
 */
export const resampled = (tracks: readonly Track[], figure: Figure, draws: Draws, stream: number): Resampled => {
  const bySeed = tracks.map((track) => {
    const sums = figure.columns(track).map((column) => resampledSums(runningSums(column), draws));
    return Float64Array.from({ length: draws.resamples }, (_, at) => figure.of(sums.map((each) => each[at] as number)));
  });
  const random = seededStream(stream, 1);
  const samples = Float64Array.from({ length: draws.resamples }, (_, at) => {
    let sum = 0;
    for (let drawn = 0; drawn < bySeed.length; drawn += 1) {
      const seed = bySeed.length === 1 ? 0 : Math.floor(random() * bySeed.length);
      sum += (bySeed[seed] as Float64Array)[at] as number;
    }
    return sum / bySeed.length;
  });
  return { value: figureOf(tracks, figure), samples };
};

/** The figure with the interval of its resamples; neither where it is not defined. */
export const estimateOf = ({ value, samples }: Resampled, { confidence }: Draws): Estimate =>
  ({ value, interval: value === null ? null : percentileInterval(samples, confidence) });
