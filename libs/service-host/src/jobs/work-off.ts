import type { Clock } from '@streamforge/determinism/clock';
import type { Logger } from 'pino';
import { isLost, type Claims, type Outcome } from './claims.ts';
import type { Claim, JobState, Progress } from './job.ts';
import { keepLease, type Lease, type LeaseTimes } from './lease.ts';
import { outcomeOf, type Ending } from './outcome.ts';
import { runningJob, type RunJob } from './running-job.ts';

/** What happens to a job, as it is told to others. */
export interface JobEvent {
  readonly id: string;
  readonly fence: number;
  readonly event: 'started' | 'loading' | 'interrupted' | 'finished' | 'error';
  readonly progress: Progress | undefined;
  readonly message: string;
}

export interface WorkOff extends LeaseTimes {
  readonly claims: Claims;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly attempts: number;
  /** Wait before an attempt, in milliseconds, of a job or of a write to the store. */
  readonly wait: (attempt: number) => number;
  readonly onEvent: (event: JobEvent) => void;
  readonly onEnded: (state: JobState) => void;
}

/** A claim that is being worked off. */
export interface Work {
  readonly lease: Lease;
  /** Resolves when the handler has ended and its outcome is written, or the job is lost. Never rejects. */
  readonly done: Promise<void>;
}

const eventOf: Readonly<Record<JobState, JobEvent['event']>> = {
  queued: 'interrupted', running: 'started', cancelling: 'interrupted', cancelled: 'interrupted', finished: 'finished', failed: 'error',
};

/** Starts a job whose claim was asked for at `askedAt`; it is renewed until its outcome is written. */
export const workOff = (claim: Claim, askedAt: number, run: RunJob, parts: WorkOff): Work => {
  const { claims, clock, logger, renewMs, attempts, wait, onEvent, onEnded } = parts;
  const where = { job: claim.id, attempt: claim.attempt, fence: claim.fence };
  let progress: Progress | undefined;
  let toldAt = -Infinity;
  const tell = (event: JobEvent['event'], message = ''): void => onEvent({ id: claim.id, fence: claim.fence, event, progress, message });

  const lease = keepLease(claim, { ...parts, askedAt, latest: () => progress });

  const report = async (reached: Progress): Promise<void> => {
    progress = reached;
    if (clock.monotonic() - toldAt < renewMs) return;
    toldAt = clock.monotonic();
    await lease.renew();
    tell('loading', reached.note);
  };

  const settled = async (outcome: Outcome): Promise<JobState | undefined> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await claims.settle(claim, outcome, progress);
      } catch (error) {
        if (isLost(error) || lease.interrupted() === 'lost') return undefined;
        logger.warn({ ...where, err: error }, 'the end of a job can not be written yet');
        await clock.sleep(wait(attempt));
      }
    }
  };

  const attempted = async (): Promise<Ending['failure']> => {
    try {
      // The claim's answer may have come after its lease was over.
      lease.signal.throwIfAborted();
      await run(runningJob({ claim, claims, lease, report }));
      return undefined;
    } catch (error) {
      return { error };
    }
  };

  const work = async (): Promise<void> => {
    tell('started');
    const failure = await attempted();
    // A write that the store refused because of its fence is how a worker may learn of its loss before its lease tells it.
    if (failure !== undefined && isLost(failure.error)) lease.interrupt('lost');
    const outcome = outcomeOf({ ...failure !== undefined && { failure }, interrupted: lease.interrupted(), attempt: claim.attempt, attempts, wait });
    const state = outcome === undefined ? undefined : await settled(outcome);
    lease.end();
    if (state === undefined) {
      logger.warn({ ...where, code: 'JOB_LOST' }, 'another worker has the job, or will have it when its lease ends');
      tell('interrupted', 'lost');
      return;
    }
    const message = outcome !== undefined && 'message' in outcome ? outcome.message ?? '' : '';
    if (failure !== undefined && message !== '') logger.warn({ ...where, state, err: failure.error }, 'a job failed');
    tell(eventOf[state], message);
    onEnded(state);
  };

  return { lease, done: work() };
};
