import type { Clock } from '@streamforge/determinism/clock';
import { isLost, type Claims } from './claims.ts';
import type { Claim, Progress } from './job.ts';
import { JobInterrupted, type Cause } from './outcome.ts';

export interface LeaseTimes {
  /** How long a job stays this worker's without a word. */
  readonly leaseMs: number;
  /** How often the worker gives word; a wish to cancel is heard as late as this. */
  readonly renewMs: number;
}

export interface Lease {
  /** Aborts with `JobInterrupted` when the handler shall stop. */
  readonly signal: AbortSignal;
  /** Renews now, besides its own time; an outage passes in silence. */
  renew(): Promise<void>;
  interrupt(why: Cause): void;
  interrupted(): Cause | undefined;
  /** Stops renewing. */
  end(): void;
}

export interface LeaseParts extends LeaseTimes {
  readonly claims: Pick<Claims, 'renew'>;
  readonly clock: Clock;
  /** When the claim was asked for, on the clock that never goes back. */
  readonly askedAt: number;
  /** What a renewal writes besides. */
  readonly latest: () => Progress | undefined;
}

/**
 * Keeps a claim until it is ended. The database counts the lease from a moment after the one counted from here, so a worker that could not
 * renew stops before another may begin, however long its last call hangs.
 */
export const keepLease = (claim: Claim, { claims, clock, leaseMs, renewMs, askedAt, latest }: LeaseParts): Lease => {
  const stop = new AbortController();
  const over = new AbortController();
  let why: Cause | undefined;
  let renewedAt = askedAt;

  const interrupt = (cause: Cause): void => {
    // A job that is lost is no longer this worker's to cancel or to give back.
    if (why === undefined || cause === 'lost') why = cause;
    stop.abort(new JobInterrupted(cause));
  };

  const renew = async (): Promise<void> => {
    const asked = clock.monotonic();
    try {
      const { cancel } = await claims.renew(claim, leaseMs, latest());
      renewedAt = asked;
      if (cancel && !over.signal.aborted) interrupt('cancelled');
    } catch (error) {
      // An outage is waited for as long as the lease lasts.
      if (isLost(error) && !over.signal.aborted) interrupt('lost');
    }
  };
  const renewAll = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(renewMs, over.signal);
      await renew();
    }
  };
  const watch = async (): Promise<void> => {
    const left = (): number => renewedAt + leaseMs - clock.monotonic();
    for (let ms = left(); ms > 0; ms = left()) await clock.sleep(ms, over.signal);
    interrupt('lost');
  };
  for (const loop of [renewAll(), watch()]) loop.catch(() => undefined);

  return { signal: stop.signal, renew, interrupt, interrupted: () => why, end: () => over.abort() };
};
