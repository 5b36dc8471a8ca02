/** What goes to the thread that trains, and what comes back. Plain data and typed arrays, so that it crosses as it is. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { ErrorCode } from '@streamforge/contracts/errors';
import type { Interval } from '@streamforge/contracts/interval';
import type { Window } from '@streamforge/gnn/dataset';
import type { Comparison } from '@streamforge/gnn/evaluation/compare';
import type { Scores } from '@streamforge/gnn/evaluation/evaluate';
import type { Epoch, ModelConfig, TrainOptions } from '@streamforge/gnn/options';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import type { SnapshotOptions } from '@streamforge/market/snapshot/options';
import type { BarsOfAsset } from '../bars/read.ts';

export interface PanelData {
  readonly series: readonly BarsOfAsset[];
  readonly interval: Interval;
  readonly calendar: CalendarName;
}

export interface TrainTask {
  readonly kind: 'train';
  readonly data: PanelData;
  readonly snapshot: SnapshotOptions;
  readonly options: TrainOptions;
  /** Where an attempt before ended; used only where it learned from the same input. */
  readonly resume: { readonly inputHash: string; readonly state: Uint8Array } | undefined;
  /** Epochs between two states that are sent. */
  readonly checkpointEvery: number;
}

export interface EvaluateTask {
  readonly kind: 'evaluate';
  readonly data: PanelData;
  readonly fitted: FittedSnapshot;
  readonly config: ModelConfig;
  readonly weights: Uint8Array;
  readonly options: TrainOptions;
}

export type Task = TrainTask | EvaluateTask;

/** Open times of the first and last row of a window, and how many samples it has. */
export interface WindowFacts {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

export interface NamedScores {
  readonly name: string;
  readonly scores: Readonly<Record<Window, Scores>>;
}

/** What a model is worth beside the baselines. */
export interface Evaluation {
  readonly windows: Readonly<Record<Window, WindowFacts>>;
  readonly scores: Readonly<Record<Window, Scores>>;
  readonly baselines: readonly NamedScores[];
  /** On the test window. */
  readonly comparison: Comparison;
}

/** A trained model with all that predictions and its card need. */
export interface Trained extends Evaluation {
  readonly fitted: FittedSnapshot;
  readonly config: ModelConfig;
  /** As safetensors. */
  readonly weights: Uint8Array;
  readonly epochs: readonly Epoch[];
  readonly bestEpoch: number;
}

export type News =
  | { readonly kind: 'ready'; readonly inputHash: string; readonly graphHash: string; readonly from: number; readonly to: number; readonly resumedAt: number }
  | { readonly kind: 'epoch'; readonly epoch: Epoch; readonly state: Uint8Array | undefined }
  | { readonly kind: 'baselines' }
  | { readonly kind: 'done'; readonly result: Trained | Evaluation }
  /** No code: a failure nobody foresaw. */
  | { readonly kind: 'failed'; readonly code: ErrorCode | undefined; readonly message: string };
