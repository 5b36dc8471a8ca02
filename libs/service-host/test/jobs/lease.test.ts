import { TerminalError, RetryableError } from '@streamforge/contracts/errors';
import { simulatedClock } from '@streamforge/testing/simulated-clock';
import { describe, expect, it } from 'vitest';
import { keepLease } from '../../src/jobs/lease.ts';
import { JobInterrupted } from '../../src/jobs/outcome.ts';

const claim = { id: 'a', kind: 'train', parameters: null, attempt: 1, fence: 1, checkpoint: undefined };

describe('a lease', () => {
  const opened = (renew: () => Promise<{ readonly cancel: boolean }>) => {
    const clock = simulatedClock();
    const lease = keepLease(claim, { claims: { renew }, clock, leaseMs: 30_000, renewMs: 2_000, latest: () => undefined });
    return { clock, lease };
  };

  it('is kept as long as it is renewed, and no longer than its worker needs it', async () => {
    let renewed = 0;
    const { clock, lease } = opened(() => {
      renewed += 1;
      return Promise.resolve({ cancel: false });
    });
    await clock.advance(600_000);
    expect([lease.signal.aborted, renewed]).toEqual([false, 300]);
    lease.end();
    await clock.advance(600_000);
    expect([lease.signal.aborted, renewed, clock.sleeping()]).toEqual([false, 300, 0]);
  });

  it('outlasts an outage that is shorter', async () => {
    let down = true;
    const { clock, lease } = opened(() => (down ? Promise.reject(new RetryableError('STORE_UNAVAILABLE')) : Promise.resolve({ cancel: false })));
    await clock.advance(27_000);
    down = false;
    await clock.advance(29_000);
    expect(lease.interrupted()).toBeUndefined();
    lease.end();
  });

  it.each([
    ['every renewal fails', () => Promise.reject(new RetryableError('STORE_UNAVAILABLE'))],
    ['a renewal hangs', () => new Promise<never>(() => undefined)],
  ])('is lost when its time is over and %s: the worker stops before another may begin', async (_, renew) => {
    const { clock, lease } = opened(renew);
    await clock.advance(29_999);
    expect(lease.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(lease.interrupted()).toBe('lost');
    expect(lease.signal.reason).toBeInstanceOf(JobInterrupted);
    lease.end();
  });

  it('is lost at once when the store says so', async () => {
    const { clock, lease } = opened(() => Promise.reject(new TerminalError('JOB_LOST')));
    await clock.advance(2_000);
    expect(lease.interrupted()).toBe('lost');
    lease.end();
  });

  it('that is lost can be neither cancelled nor given back, and a cancelled one can be lost', async () => {
    const { lease } = opened(() => Promise.resolve({ cancel: true }));
    await lease.renew();
    expect(lease.interrupted()).toBe('cancelled');
    lease.interrupt('draining');
    expect(lease.interrupted()).toBe('cancelled');
    lease.interrupt('lost');
    lease.interrupt('draining');
    expect(lease.interrupted()).toBe('lost');
    lease.end();
  });

  it('that has ended hears nothing more from a renewal under way', async () => {
    const late = Promise.withResolvers<{ readonly cancel: boolean }>();
    const { lease } = opened(() => late.promise);
    const renewing = lease.renew();
    lease.end();
    late.resolve({ cancel: true });
    await renewing;
    expect(lease.interrupted()).toBeUndefined();
  });
});
