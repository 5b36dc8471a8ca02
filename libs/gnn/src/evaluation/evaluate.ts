/** What a forecast was worth. A measure that is not defined on the samples is null, never 0 or NaN. */
import { isSample, type Dataset, type Rows, type Window } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';
import { furthest } from '../samples.ts';
import { pearson, spearman } from './correlation.ts';

export interface Scores {
  readonly samples: number;
  /** Share of samples whose direction it named: up when probabilityUp > ½, and a return of 0 is not up. */
  readonly accuracy: number | null;
  /** Pearson's correlation of expected and actual returns over all samples, each in its node's own deviations. */
  readonly ic: number | null;
  /** Mean over times of Spearman's correlation across nodes; times with fewer than three samples are left out. */
  readonly rankIc: number | null;
  /** Mean of (probabilityUp − outcome)²: ¼ is what ½ always gets, and lower is better. Source: Brier (1950), for two classes. */
  readonly brier: number | null;
}

/** Fewest samples of a time whose ranks say anything. */
const RANKED = 3;

/** Scores a forecast on the samples of these rows, of all nodes or of some. */
export const evaluate = (
  dataset: Dataset, { probabilityUp, expected }: Forecast, rows: Rows, includes: (node: number) => boolean = () => true,
): Scores => {
  const { nodes, returns, mean, deviation } = dataset;
  const [said, came, ofTimes]: [number[], number[], number[]] = [[], [], []];
  let right = 0;
  let squares = 0;
  for (let row = rows.from; row < rows.to; row += 1) {
    const first = said.length;
    for (let node = 0; node < nodes.length; node += 1) {
      const at = row * nodes.length + node;
      if (!includes(node) || !isSample(dataset, at)) continue;
      const up = (returns[at] as number) > 0;
      const probability = probabilityUp[at] as number;
      if (up === probability > 0.5) right += 1;
      squares += (probability - (up ? 1 : 0)) ** 2;
      said.push(inDeviations(expected[at] as number, mean[node] as number, deviation[node] as number));
      came.push(inDeviations(returns[at] as number, mean[node] as number, deviation[node] as number));
    }
    const ofTime = said.length - first < RANKED ? null : spearman(said.slice(first), came.slice(first));
    if (ofTime !== null) ofTimes.push(ofTime);
  }
  const samples = said.length;
  return {
    samples,
    accuracy: samples === 0 ? null : right / samples,
    ic: pearson(said, came),
    rankIc: ofTimes.length === 0 ? null : ofTimes.reduce((sum, each) => sum + each, 0) / ofTimes.length,
    brier: samples === 0 ? null : squares / samples,
  };
};

/** Less than this share of a node's mean or deviation is the rounding of an expectation that says nothing but the mean. */
const ROUNDING = 1e-6;

/** A return in the deviations of its node, at most `furthest` of them; 0 where the node never moved. */
export const inDeviations = (value: number, mean: number, deviation: number): number => {
  const moved = value - mean;
  if (!(deviation > 0) || Math.abs(moved) <= ROUNDING * Math.max(Math.abs(mean), deviation)) return 0;
  return Math.max(-furthest, Math.min(furthest, moved / deviation));
};

/** Scores of every window. Only those of test were never looked at in training. */
export const scoresOf = (dataset: Dataset, forecast: Forecast): Readonly<Record<Window, Scores>> => ({
  train: evaluate(dataset, forecast, dataset.split.train),
  validation: evaluate(dataset, forecast, dataset.split.validation),
  test: evaluate(dataset, forecast, dataset.split.test),
});
