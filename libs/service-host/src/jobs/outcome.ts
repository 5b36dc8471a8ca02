import { RetryableError, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import type { Outcome } from './claims.ts';

/** Why a handler is told to stop: somebody cancelled the job, this process stops, or another worker has the job. */
export type Cause = 'cancelled' | 'draining' | 'lost';

/** The reason of a job's signal. */
export class JobInterrupted extends Error {
  override readonly name = 'JobInterrupted';
  readonly why: Cause;

  constructor(why: Cause) {
    super(`The job is ${why}.`);
    this.why = why;
  }
}

export interface Ending {
  /** What the handler threw; absent where it returned. */
  readonly failure?: { readonly error: unknown };
  readonly interrupted: Cause | undefined;
  readonly attempt: number;
  readonly attempts: number;
  /** Wait before the next attempt, in milliseconds. */
  readonly wait: (attempt: number) => number;
}

/** Longest message that is kept with a job. */
const MESSAGE = 1_000;

const told = (error: unknown): { readonly code: ErrorCode; readonly message: string } => ({
  code: error instanceof StreamForgeError ? error.code : 'UNEXPECTED',
  message: (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').toWellFormed().slice(0, MESSAGE).toWellFormed(),
});

/** Whether another attempt can help: an outage passes, and an error without a code may; our own verdicts stand. */
const mayPass = (error: unknown): boolean => error instanceof RetryableError || !(error instanceof StreamForgeError);

/** What becomes of a job whose handler ended; undefined where it is no longer ours to say. Work that was done is done, whoever wanted it stopped. */
export const outcomeOf = ({ failure, interrupted, attempt, attempts, wait }: Ending): Outcome | undefined => {
  if (interrupted === 'lost') return undefined;
  if (failure === undefined) return { state: 'finished' };
  if (interrupted === 'cancelled') return { state: 'cancelled' };
  if (interrupted === 'draining') return { state: 'queued', inMs: 0, givenBack: true, code: null, message: null };
  const { error } = failure;
  if (!mayPass(error)) return { state: 'failed', ...told(error) };
  if (attempt < attempts) return { state: 'queued', inMs: Math.ceil(wait(attempt)), givenBack: false, ...told(error) };
  const { code, message } = told(error);
  return { state: 'failed', code: error instanceof RetryableError ? code : 'UNEXPECTED', message };
};
