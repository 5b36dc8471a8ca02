/** What a forecast was worth at each time of a window: sums from which figures of any longer stretch, and their intervals, come. */
import { isSample, type Dataset, type Rows } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';
import { binOf } from './calibration.ts';
import { pearson, spearman } from './correlation.ts';
import { inDeviations } from './evaluate.ts';
import type { Moments, StudyResult } from './study-task.ts';

/** Fewest samples of a time whose correlation says anything. */
export const fewestOfTime = 3;

export type ByTime = Pick<StudyResult, 'times' | 'samples' | 'right' | 'squares' | 'ic' | 'rankIc' | 'moments' | 'reliability'>;

/** Scores on the samples of these rows: up when probabilityUp > ½, a return of 0 is not up; correlations in each node's own deviations. */
export const scoredByTime = (dataset: Dataset, { probabilityUp, expected }: Forecast, rows: Rows, bins: number): ByTime => {
  const { nodes, times, returns, mean, deviation } = dataset;
  const all: [number[], number[]] = [[], []];
  const counts = { samples: [] as number[], right: [] as number[], squares: [] as number[] };
  const correlations = { ic: [] as (number | null)[], rankIc: [] as (number | null)[] };
  const reliability = { samples: zeros(bins), said: zeros(bins), came: zeros(bins) };
  for (let row = rows.from; row < rows.to; row += 1) {
    const [said, came]: [number[], number[]] = [[], []];
    let right = 0;
    let squares = 0;
    for (let node = 0; node < nodes.length; node += 1) {
      const at = row * nodes.length + node;
      if (!isSample(dataset, at)) continue;
      const up = (returns[at] as number) > 0 ? 1 : 0;
      const probability = probabilityUp[at] as number;
      const bin = binOf(probability, bins);
      if ((up === 1) === probability > 0.5) right += 1;
      squares += (probability - up) ** 2;
      reliability.samples[bin] = (reliability.samples[bin] as number) + 1;
      reliability.said[bin] = (reliability.said[bin] as number) + probability;
      reliability.came[bin] = (reliability.came[bin] as number) + up;
      said.push(inDeviations(expected[at] as number, mean[node] as number, deviation[node] as number));
      came.push(inDeviations(returns[at] as number, mean[node] as number, deviation[node] as number));
    }
    counts.samples.push(said.length);
    counts.right.push(right);
    counts.squares.push(squares);
    correlations.ic.push(said.length < fewestOfTime ? null : pearson(said, came));
    correlations.rankIc.push(said.length < fewestOfTime ? null : spearman(said, came));
    all[0].push(...said);
    all[1].push(...came);
  }
  return { times: Array.from(times.subarray(rows.from, rows.to)), ...counts, ...correlations, moments: momentsOf(...all), reliability };
};

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

/** The sums of two columns. */
export const momentsOf = (x: readonly number[], y: readonly number[]): Moments => {
  let [sx, sy, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (const [at, a] of x.entries()) {
    const b = y[at] as number;
    sx += a;
    sy += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return { count: x.length, x: sx, y: sy, xx, yy, xy };
};

/** Pearson's correlation of all that went into these sums; null where one side never moves. */
export const correlationOf = (moments: readonly Moments[]): number | null => {
  const total = (of: keyof Moments): number => moments.reduce((sum, each) => sum + each[of], 0);
  const count = total('count');
  if (count < 2) return null;
  const [x, y] = [total('x') / count, total('y') / count];
  const [xx, yy] = [total('xx') / count - x * x, total('yy') / count - y * y];
  if (!(xx > ROUNDING * (x * x + xx) && yy > ROUNDING * (y * y + yy))) return null;
  return Math.max(-1, Math.min(1, (total('xy') / count - x * y) / Math.sqrt(xx * yy)));
};

/** A variance of this share of the mean square is rounding. */
const ROUNDING = 1e-12;
