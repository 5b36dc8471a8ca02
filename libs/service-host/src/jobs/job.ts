/**
 * A job is long work that a command asked for. The command becomes a row and is answered at once; a worker claims the row for a while (its
 * lease), works it off outside the consume loop, and renews the lease as long as it lives. Each claim has a higher fence than the one before:
 * whoever lost a job (paused, cut off, believed dead) can write nothing more for it.
 *
 *   queued ──claim──► running ──► finished │ failed          cancel of a queued job ──► cancelled
 *     ▲                │   │
 *     └─drain, retry───┘   └─cancel─► cancelling ──► cancelled │ finished          a lease that ran out: claimed again
 */
import type { ErrorCode } from '@streamforge/contracts/errors';

export const unfinished = ['queued', 'running', 'cancelling'] as const;
export const ended = ['finished', 'failed', 'cancelled'] as const;

export type EndState = (typeof ended)[number];
export type JobState = (typeof unfinished)[number] | EndState;

/** What a command asks for. */
export interface NewJob {
  /** Names the job within its service: the same id is the same job, however often it is accepted. */
  readonly id: string;
  /** Which of the service's handlers works it off. */
  readonly kind: string;
  /** Any JSON value. */
  readonly parameters: unknown;
}

export interface Progress {
  /** Share that is done, 0 to 1. */
  readonly fraction: number;
  readonly note: string;
  readonly recordsWritten: number;
  /** What else is known of the way, such as `epoch`, `loss` or `etaSeconds`; names as in JSON, values finite. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** What is known of a job. Times are the database's, epoch milliseconds. */
export interface Job extends NewJob {
  readonly state: JobState;
  /** How often it was started, drains not counted. */
  readonly attempt: number;
  /** The instance that works on it, or did last. */
  readonly owner: string | null;
  readonly fence: number;
  readonly progress: Progress | null;
  readonly code: ErrorCode | null;
  readonly message: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** A job that this worker has, until its lease ends. */
export interface Claim extends NewJob {
  readonly attempt: number;
  readonly fence: number;
  /** What the last checkpoint kept; undefined where there is none. */
  readonly checkpoint: unknown;
}
