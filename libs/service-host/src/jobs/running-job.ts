import { canonicalJson } from '@streamforge/codec/canonical';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Transaction } from '@streamforge/relational/port';
import type { Claims } from './claims.ts';
import type { Claim, Progress } from './job.ts';
import type { Lease } from './lease.ts';

/** What a handler is given. Its calls reject once the job is interrupted, so that work which forgets the signal ends at its next step. */
export interface RunningJob {
  readonly id: string;
  readonly parameters: unknown;
  /** Counts from 1. */
  readonly attempt: number;
  /** Grows with every claim: writes elsewhere are guarded by it, as writes here are. */
  readonly fence: number;
  /** Aborts when the job is cancelled or lost, or the process stops; work then ends soon, after a last checkpoint if it likes. */
  readonly signal: AbortSignal;
  /** What the last checkpoint kept, of this attempt or one before; undefined at the beginning. */
  readonly resumeFrom: unknown;
  /** Says how far the work is: `fraction` 0 to 1. What comes quickly is written at the next renewal. Figures that are no numbers are left out. */
  progress(fraction: number, note?: string, recordsWritten?: number, figures?: Readonly<Record<string, number>>): Promise<void>;
  /** Keeps a JSON value of at most 1 MiB to resume from; larger state belongs in the object store, and its key here. */
  checkpoint(state: unknown): Promise<void>;
  /** Runs work in one transaction of the relational store with the proof that the job is still this worker's. */
  fenced<Schema, Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result>;
}

/** Works a job off. What it has done may be done again from the last checkpoint, so its effects are idempotent or fenced. */
export type RunJob = (job: RunningJob) => Promise<void>;

const CHECKPOINT_BYTES = 1_048_576;

export interface RunningJobParts {
  readonly claim: Claim;
  readonly claims: Claims;
  readonly lease: Lease;
  /** Takes the progress; resolves when it is told, or put off. */
  readonly report: (progress: Progress) => Promise<void>;
}

const share = (fraction: number): number => (Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0);

const finite = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));

/** A checkpoint may still be kept while the process stops or the job is cancelled; a lost job takes none. */
const assertOurs = ({ signal, interrupted }: Lease): void => {
  if (interrupted() === 'lost') signal.throwIfAborted();
};

export const runningJob = ({ claim, claims, lease, report }: RunningJobParts): RunningJob => ({
  id: claim.id,
  parameters: claim.parameters,
  attempt: claim.attempt,
  fence: claim.fence,
  signal: lease.signal,
  resumeFrom: claim.checkpoint,
  progress: async (fraction, note = '', recordsWritten = 0, figures) => {
    lease.signal.throwIfAborted();
    await report({ fraction: share(fraction), note, recordsWritten, ...figures !== undefined && { figures: finite(figures) } });
    lease.signal.throwIfAborted();
  },
  checkpoint: async (state) => {
    assertOurs(lease);
    const text = canonicalJson(state);
    if (Buffer.byteLength(text) > CHECKPOINT_BYTES) throw new StreamForgeError('RECORD_TOO_LARGE', 'A checkpoint may have 1 MiB: keep its body as an object.');
    await claims.checkpoint(claim, text);
  },
  fenced: async (work) => {
    assertOurs(lease);
    return await claims.fenced(claim, work);
  },
});
