/** One piece of a study's work: train and score one forecast on one fold with one seed. Plain data both ways, so any thread can do it. */
import type { Window } from '../dataset.ts';
import type { TrainOptions } from '../options.ts';
import type { Fold, FoldWindow } from './fold.ts';
import type { ForecastRole } from './report.ts';

/** How forecasts become measures. */
export interface ScoringOptions {
  /** Assets held long, and as many short. */
  readonly topK: number;
  /** Cost of what is traded, in hundredths of a percent of its value. */
  readonly costBps: number;
  readonly reliabilityBins: number;
}

export const baselineNames = ['majority', 'persistence', 'reversal', 'logistic', 'ridge', 'trees', 'mlp'] as const;

export type BaselineName = (typeof baselineNames)[number];

export interface StudyTask {
  /** Names the task within its study: `<fold>/<name>` or `<fold>/<name>/<seed>`. */
  readonly key: string;
  readonly fold: Fold;
  readonly role: ForecastRole;
  /** The model's layer, a baseline, or `shuffled`. */
  readonly name: string;
  /** Null where nothing is drawn. */
  readonly seed: number | null;
  /** Of the model, with the task's seed. */
  readonly options: TrainOptions;
  readonly scoring: ScoringOptions;
}

/** Sums over samples from which a correlation comes, whatever they are added to. */
export interface Moments {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** What a task found on its test window: plain JSON, a few numbers for each time, stored under its key to go on after a crash. */
export interface StudyResult {
  readonly key: string;
  readonly fold: number;
  readonly role: ForecastRole;
  readonly name: string;
  readonly seed: number | null;
  readonly windows: Readonly<Record<Window, FoldWindow & { readonly samples: number }>>;
  /** Edges of the graph that it learned from, all relations together. */
  readonly edges: number;
  /** Of the test window: open time, and for each what follows. */
  readonly times: readonly number[];
  readonly samples: readonly number[];
  /** Directions named. */
  readonly right: readonly number[];
  /** Sum of (probability − outcome)². */
  readonly squares: readonly number[];
  readonly ic: readonly (number | null)[];
  readonly rankIc: readonly (number | null)[];
  /** Return of the positions before costs, and share of the capital that was traded to take them. */
  readonly gross: readonly number[];
  readonly turnover: readonly number[];
  readonly moments: Moments;
  /** By bin of probability: samples, sum of probabilities, outcomes that were up. */
  readonly reliability: { readonly samples: readonly number[]; readonly said: readonly number[]; readonly came: readonly number[] };
  /** Epochs of the training; null where none took place. */
  readonly epochs: { readonly trained: number; readonly best: number } | null;
}
