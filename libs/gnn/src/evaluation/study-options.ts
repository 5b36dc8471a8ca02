/** What a study is told: which folds, which seeds, how its tasks are run and what happens on the way. */
import type { TrainOptions } from '../options.ts';
import type { Fold } from './fold.ts';
import type { DecidingMeasure, EvaluationReport } from './report.ts';
import type { BaselineName, ScoringOptions, StudyResult, StudyTask } from './study-task.ts';

export interface StudySettings {
  readonly options: TrainOptions;
  /** Default 1 to 5. Fewer than five say little of chance; the report names how many they were. */
  readonly seeds?: readonly number[];
  /** Default: all. */
  readonly baselines?: readonly BaselineName[];
  /** Whether the model is trained on a shuffled graph too; default true. */
  readonly shuffled?: boolean;
  readonly scoring?: Partial<ScoringOptions>;
  /** Default `accuracy`. */
  readonly measure?: DecidingMeasure;
  /** Configurations tried on this market until now, this one counted, over all runs of the model; default 1. Widens the interval. */
  readonly configurations?: number;
  /** Accuracy above which a leak is suspected; default 0.55, which no real market gives away. Null for a simulated one that does. */
  readonly leakLimit?: number | null;
  readonly resamples?: number;
  readonly confidence?: number;
  readonly block?: number;
}

export interface StudyProgress {
  readonly done: number;
  readonly tasks: number;
  /** The task that has just ended. */
  readonly task: StudyTask;
}

export interface StudyHooks {
  /** Does one task, in this thread or another; `runTask` is what it comes down to. Rejects to end the study. */
  readonly run: (task: StudyTask, signal: AbortSignal | undefined) => Promise<StudyResult>;
  /** Tasks under way at a time; default 1. */
  readonly parallel?: number;
  /** Results of an earlier attempt, by key: those tasks are not run again. */
  readonly known?: ReadonlyMap<string, StudyResult>;
  /** Awaited after each task, so that its result is stored before it counts as done. */
  readonly onResult?: (result: StudyResult, progress: StudyProgress) => void | Promise<void>;
  /** Makes the report of the results, in another thread perhaps; default `evaluationReport`, here. */
  readonly report?: (folds: readonly Fold[], settings: StudySettings, results: readonly StudyResult[]) => Promise<EvaluationReport>;
  /** Ends the study; its reason is thrown. */
  readonly signal?: AbortSignal;
}
