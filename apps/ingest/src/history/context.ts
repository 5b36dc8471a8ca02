import type { Routes } from '@streamforge/service-host/service';
import type { IngestConfig } from '../config.ts';

/** What works on the history: every port of ingest, the log and the archive included. */
export type HistoryContext = Parameters<Routes<'ingest', IngestConfig>>[1];

/** How a long work is seen and stopped. */
export interface Watched {
  readonly signal: AbortSignal;
  /** Told how many of how many records are done. */
  readonly progress: (done: number, total: number) => void;
}
