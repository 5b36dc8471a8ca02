/** A registered model as it leaves: plain facts, and files that are read when they are needed. Times are epoch milliseconds. */

const runStatuses = ['RUNNING', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface ExportedMetric {
  readonly key: string;
  readonly step: number;
  readonly value: number;
}

export interface ExportedRun {
  /** The job that made it; MLflow’s own id is another. */
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly params: ReadonlyMap<string, string>;
  readonly metrics: readonly ExportedMetric[];
  readonly tags: ReadonlyMap<string, string>;
}

export interface ExportedFile {
  /** Within the version’s folder. */
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
}

export interface ExportedVersion {
  readonly version: number;
  /** Of the run that made it. */
  readonly run: string;
  readonly createdAt: number;
  readonly description: string;
  readonly files: readonly ExportedFile[];
}

export interface ExportedModel {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly runs: readonly ExportedRun[];
  /** Ascending. */
  readonly versions: readonly ExportedVersion[];
  /** The version under the alias `champion`. */
  readonly champion: number | null;
}

/** What an export came to. */
export interface Exported {
  readonly runs: number;
  readonly versions: number;
  readonly files: number;
  /** What could not be taken along, in sentences. */
  readonly remarks: readonly string[];
}

/** Names under which MLflow finds again what was exported before. */
export const tagNames = { run: 'streamforge.run', version: 'streamforge.version' } as const;
/** Where a version’s files lie within its run. */
export const ARTEFACTS = 'model';
