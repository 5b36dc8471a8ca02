/** What goes to the threads that train, and what comes back. Plain data, and typed arrays in memory that threads share. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Training } from '@streamforge/contracts/events/gnn';
import type { Interval } from '@streamforge/contracts/interval';
import type { Dataset } from '@streamforge/gnn/dataset';
import type { Fold } from '@streamforge/gnn/evaluation/fold';
import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';
import type { StudySettings } from '@streamforge/gnn/evaluation/study-options';
import type { StudyResult, StudyTask } from '@streamforge/gnn/evaluation/study-task';
import type { EngineName } from '@streamforge/gnn/kernels/engine';
import type { Epoch, ModelConfig } from '@streamforge/gnn/options';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import type { SnapshotOptions } from '@streamforge/market/snapshot/options';
import type { Panel } from '@streamforge/market/snapshot/panel';
import type { BarsOfAsset } from '../bars/read.ts';

export interface PanelData {
  readonly series: readonly BarsOfAsset[];
  readonly interval: Interval;
  readonly calendar: CalendarName;
}

/** Puts bars beside each other, and says which windows of them train, validate and test. */
export interface PlanTask {
  readonly kind: 'plan';
  readonly data: PanelData;
  readonly training: Training;
}

export interface Plan {
  readonly panel: Panel;
  readonly folds: readonly Fold[];
  /** Of the bars. */
  readonly dataHash: string;
  /** Open times of the first and last bar. */
  readonly from: number;
  readonly to: number;
}

/** Fits graph and scales on a fold’s training window, and makes its features. */
export interface FitTask {
  readonly kind: 'fit';
  readonly panel: Panel;
  readonly snapshot: SnapshotOptions;
}

export interface Fit {
  readonly fitted: FittedSnapshot;
  readonly dataset: Dataset;
}

/** Makes features under a graph and scales that were fitted before, to be scored on the bars that came since. */
export interface ApplyTask {
  readonly kind: 'apply';
  readonly data: PanelData;
  readonly fitted: FittedSnapshot;
}

export interface Applied extends Fit {
  readonly fold: Fold;
}

/** A model as it is kept. */
export interface ModelBytes {
  readonly config: ModelConfig;
  /** As safetensors. */
  readonly weights: Uint8Array;
}

/** Does one task of a study. */
export interface LearnTask {
  readonly kind: 'learn';
  readonly dataset: Dataset;
  readonly task: StudyTask;
  /** The state that an attempt before kept. */
  readonly resume: Uint8Array | undefined;
  /** Epochs between two states that are sent. */
  readonly checkpointEvery: number;
  /** Scored in place of a model that would be trained. */
  readonly given?: ModelBytes;
}

/** How a training went. */
export interface Curve {
  readonly epochs: readonly Epoch[];
  readonly bestEpoch: number;
}

export interface LearnedModel extends ModelBytes, Curve {
  /** What computed it: another one gives the same within rounding, not the same bits. */
  readonly engine: EngineName;
}

export interface Learned {
  readonly result: StudyResult;
  /** Of a task that trains the model itself. */
  readonly model: LearnedModel | undefined;
}

/** Makes one report of all results: its intervals take thousands of resamples. */
export interface ReportTask {
  readonly kind: 'report';
  readonly folds: readonly Fold[];
  readonly settings: StudySettings;
  readonly results: readonly StudyResult[];
}

export type Task = PlanTask | FitTask | ApplyTask | LearnTask | ReportTask;

export interface Answers {
  readonly plan: Plan;
  readonly fit: Fit;
  readonly apply: Applied;
  readonly learn: Learned;
  readonly report: EvaluationReport;
}

/** An epoch of a task; the state now and then, to go on from. */
export interface News {
  readonly key: string;
  readonly epoch: Epoch;
  readonly state: Uint8Array | undefined;
}
