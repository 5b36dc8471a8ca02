/**
 * What the registry keeps, in MLflow’s words: an experiment has runs, a run has metrics, a registered model has versions, and an alias
 * (`champion`) names one of them. Times are epoch milliseconds.
 */

/** How a run stands. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'cancelled';

/** One training or evaluation. Its id is that of the job that made it. */
export interface Run {
  readonly id: string;
  /** Name of the experiment: the registered model it works on. */
  readonly experiment: string;
  readonly kind: 'train' | 'evaluate';
  readonly status: RunStatus;
  /** What it was told: universe and training settings, any JSON object. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** First and last open time of the bars that it looked at; null until they are read. */
  readonly dataFrom: number | null;
  readonly dataTo: number | null;
  /** Sha256 of the graph’s edges; null until the graph is built. */
  readonly graphHash: string | null;
  readonly codeVersion: string;
  /** What is worth saying of its end: the verdict, or why it failed. */
  readonly message: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** One value of a run; `step` is the epoch, or 0 for what is measured once. */
export interface Metric {
  readonly key: string;
  readonly step: number;
  readonly value: number;
}

/** A version that is whole: its artefact is stored under `prefix`, as its manifest says. */
export interface ModelVersion {
  readonly model: string;
  /** From 1. A training that did not end leaves a number out. */
  readonly version: number;
  readonly run: string;
  /** Prefix of its objects in the object store, ending in a slash. */
  readonly prefix: string;
  /** Of its manifest, lower-case hex. */
  readonly sha256: string;
  readonly trainedFrom: number;
  readonly trainedTo: number;
  /** Share of test samples whose direction it named. */
  readonly accuracy: number;
  /** The best one on the same samples. */
  readonly baseline: { readonly name: string; readonly accuracy: number };
  /** Whether it beats that baseline beyond the interval. */
  readonly better: boolean;
  readonly verdict: string;
  readonly createdAt: number;
}

export interface RegisteredModel {
  readonly name: string;
  /** How many versions are whole. */
  readonly versions: number;
  /** The newest whole version; null while the first is being trained. */
  readonly newest: number | null;
  /** The version under the alias `champion`; null where none was good enough. */
  readonly champion: number | null;
  readonly createdAt: number;
}

/** One move of the alias `champion`; the newest says where it is. */
export interface AliasChange {
  readonly model: string;
  /** Counts from 1. */
  readonly position: number;
  /** Null: since then no version is champion. */
  readonly version: number | null;
  readonly previous: number | null;
  /** Job that asked for it: asking again changes nothing. */
  readonly by: string;
  readonly why: 'better' | 'promoted' | 'forced' | 'rolled-back';
  readonly at: number;
}

/** Runs beside each other: what they were told where it differs, and the last value of each metric. */
export interface Comparison {
  readonly runs: readonly Run[];
  /** Path of a parameter (`training.hidden`) → its value in each run, in the order of `runs`. */
  readonly params: Readonly<Record<string, readonly unknown[]>>;
  /** Metric → its last value in each run; null where a run has none. */
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}
