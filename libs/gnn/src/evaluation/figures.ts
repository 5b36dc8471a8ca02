/** Figures that come of sums over times, so that resampled times give their intervals. */
import type { Track } from './track.ts';

export interface Figure {
  /** Columns of a track whose sums it takes. */
  readonly columns: (track: Track) => readonly (readonly number[])[];
  /** The figure of those sums; NaN where it is not defined. */
  readonly of: (sums: readonly number[]) => number;
}

const ratio = ([above = 0, below = 0]: readonly number[]): number => below > 0 ? above / below : Number.NaN;

const squared = (values: readonly number[]): readonly number[] => values.map((value) => value * value);

/** A figure whose correlations are defined at no time is not defined at all. */
const where = (known: boolean, values: readonly number[]): readonly number[] => known ? values : values.map(() => Number.NaN);

/** Mean over deviation, of a sum, a sum of squares and a count. */
const meanOverDeviation = ([sum = 0, squares = 0, count = 0]: readonly number[]): number => {
  if (!(count > 1)) return Number.NaN;
  const mean = sum / count;
  const variance = (squares - count * mean * mean) / (count - 1);
  return variance > 1e-12 * mean * mean ? mean / Math.sqrt(variance) : Number.NaN;
};

const ones = (track: Track): readonly number[] => track.net.map(() => 1);

export const accuracy: Figure = { columns: ({ right, samples }) => [right, samples], of: ratio };
export const brier: Figure = { columns: ({ squares, samples }) => [squares, samples], of: ratio };
export const ic: Figure = { columns: (track) => [where(track.icKnown, track.ic), track.ranked], of: ratio };
export const rankIc: Figure = { columns: (track) => [where(track.rankIcKnown, track.rankIc), track.ranked], of: ratio };
export const icir: Figure = {
  columns: (track) => [where(track.icKnown, track.ic), squared(track.ic), track.ranked], of: meanOverDeviation,
};
export const perBar: Figure = { columns: (track) => [track.net, ones(track)], of: ratio };
export const sharpe: Figure = { columns: (track) => [track.net, squared(track.net), ones(track)], of: meanOverDeviation };
