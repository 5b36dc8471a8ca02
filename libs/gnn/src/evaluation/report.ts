/** What an evaluation found: plain JSON without NaN. What is not defined, such as a correlation of nothing, is null. */
import type { Window } from '../dataset.ts';
import type { FoldScheme, FoldWindow } from './fold.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value and the block bootstrap's interval around it. */
export interface Estimate {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** Forecasts whose probability of "up" lies in from ≤ p < to (the last bin holds its end too). */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  /** Of all seeds together. */
  readonly samples: number;
  /** Mean probability that was said, and the share that came true. */
  readonly said: number | null;
  readonly came: number | null;
}

/** What a forecast was worth on one test window, or on all of them. With several seeds: the mean over seeds. */
export interface Measures {
  readonly samples: number;
  /** Times with at least one sample. */
  readonly times: number;
  /** Share of samples whose direction it named. */
  readonly accuracy: Estimate;
  /** Mean over times of the correlation across nodes of expected and actual returns; of ranks for `rankIc`. */
  readonly ic: Estimate;
  readonly rankIc: Estimate;
  /** Mean of the ICs over their deviation, by time and not annualised. */
  readonly icir: Estimate;
  /** Mean of (probability − outcome)²; ½ always gets ¼. */
  readonly brier: Estimate;
  /** Correlation over all samples at once, each in its node's own deviations. */
  readonly pooledIc: number | null;
  /** Mean of |said − came| over the bins, weighted by samples. */
  readonly calibrationError: number | null;
  readonly reliability: readonly ReliabilityBin[];
}

/** Long the k with the highest expected return, short the k with the lowest; formulas in backtest.ts. With several seeds: their mean. */
export interface BacktestReport {
  /** Of the whole way, compounded: 0.1 is 10 %. */
  readonly gross: number | null;
  /** Less costs. */
  readonly net: number | null;
  /** Mean share of the capital that one rebalancing trades. */
  readonly turnover: number | null;
  /** Mean net return of a bar, with its interval. */
  readonly perBar: Estimate;
  /** Mean over deviation of the net returns, by bar and not annualised. */
  readonly sharpe: number | null;
  /** Deepest fall of the net equity below its highest value so far, as a share of that. */
  readonly maxDrawdown: number | null;
  /** Equity at the end of each stretch of `series`, 1 at the start. */
  readonly equityGross: readonly number[];
  readonly equityNet: readonly number[];
}

export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

export type ForecastRole = 'model' | 'baseline' | 'ablation';

export interface ForecastReport {
  readonly name: string;
  readonly role: ForecastRole;
  /** Empty where nothing is drawn. */
  readonly seeds: readonly number[];
  /** In the order of the report's folds. */
  readonly folds: readonly Measures[];
  readonly pooled: Measures;
  /** How far apart the seeds are, pooled over folds; null with fewer than two. */
  readonly spread: { readonly accuracy: Spread | null; readonly ic: Spread | null; readonly rankIc: Spread | null };
  /** Mean IC of each stretch of `series`; null where none of its times has one. */
  readonly icByTime: readonly (number | null)[];
  readonly rankIcByTime: readonly (number | null)[];
  readonly backtest: BacktestReport;
}

export interface FoldReport {
  readonly index: number;
  readonly windows: Readonly<Record<Window, FoldWindow & { readonly samples: number }>>;
}

/** What decides whether a model is better. */
export type DecidingMeasure = 'accuracy' | 'ic' | 'rankIc';

/** The model beside one other forecast, by the deciding measure. */
export interface Against {
  readonly name: string;
  readonly value: number;
  /** The model's value less this one's; `interval` is widened for the configurations tried. */
  readonly difference: number;
  readonly interval: Interval;
}

export interface StudyComparison {
  readonly measure: DecidingMeasure;
  readonly value: number;
  /** The baseline with the highest value: chosen after the fact, which is hard on the model. */
  readonly baseline: Against;
  /** All baselines, the best first. */
  readonly baselines: readonly Against[];
  /** The same model with a shuffled graph: what the true edges are worth. Null without one. */
  readonly shuffled: Against | null;
  /** Whether the whole interval lies above 0, and no leak is suspected in the model. Only then may it be promoted. */
  readonly better: boolean;
  /** One sentence for people: `better than …`, `no better than <baseline>: …` or `suspected leak: …`. */
  readonly verdict: string;
}

/** More than a real market gives away. */
export interface SuspectedLeak {
  readonly name: string;
  /** Null where it is of all folds together. */
  readonly fold: number | null;
  readonly accuracy: number;
  readonly limit: number;
}

export interface EvaluationReport {
  readonly schema: 'streamforge.evaluation.v1';
  readonly scheme: FoldScheme;
  readonly horizon: number;
  readonly purge: number;
  readonly embargo: number;
  readonly folds: readonly FoldReport[];
  readonly seeds: readonly number[];
  /** Configurations tried on this market until now, this one counted. */
  readonly configurations: number;
  readonly bootstrap: { readonly resamples: number; readonly confidence: number; readonly block: number };
  readonly costBps: number;
  readonly topK: number;
  /** Open time of the last bar of each stretch of `every` tested times; the axis of everything by time. */
  readonly series: { readonly every: number; readonly times: readonly number[] };
  readonly model: ForecastReport;
  readonly baselines: readonly ForecastReport[];
  /** The same network on a shuffled graph; null where there is no edge to shuffle. */
  readonly shuffled: ForecastReport | null;
  readonly suspectedLeaks: readonly SuspectedLeak[];
  readonly comparison: StudyComparison;
}
