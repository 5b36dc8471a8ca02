/** Windows that walk forward in time: each fold learns from what came before its test window, and only from that. */
import type { Split, Window } from '../dataset.ts';

/** `expanding` keeps all bars since the first; `rolling` as many as the first fold has. */
export type FoldScheme = 'expanding' | 'rolling';

export interface FoldOptions {
  readonly folds: number;
  /** Default `expanding`. */
  readonly scheme?: FoldScheme;
  /** Steps of the past that a model sees. */
  readonly history: number;
  /** Bars that an outcome reaches into the future; default 1. */
  readonly horizon?: number;
  /** Rows between two windows that neither uses; default, and least, history + horizon. */
  readonly purge?: number;
  /** Further rows between two windows, since what moves a market lasts longer than what a model sees of it; default 0. */
  readonly embargo?: number;
  /** Share of the usable rows that all test windows take together; default 0.5. */
  readonly test?: number;
  /** Rows of a validation window as a share of those of a test window; default 1. */
  readonly validation?: number;
}

/** Open times, from ≤ time < to. */
export interface FoldWindow {
  readonly from: number;
  readonly to: number;
}

/** Plain data, so that it can be stored and crosses a thread boundary as it is. */
export interface Fold {
  /** From 0. */
  readonly index: number;
  readonly scheme: FoldScheme;
  /** By rows of the times it was made of; its `purge` is the whole gap, with the embargo. */
  readonly rows: Split;
  /** The same by open time, for `fitSnapshot`. */
  readonly windows: Readonly<Record<Window, FoldWindow>>;
  readonly horizon: number;
  readonly purge: number;
  readonly embargo: number;
}
