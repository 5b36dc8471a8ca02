import { TerminalError, RetryableError } from '@streamforge/contracts/errors';
import { simulatedClock } from '@streamforge/testing/simulated-clock';
import { describe, expect, it } from 'vitest';
import type { Claims } from '../../src/jobs/claims.ts';
import { keepLease } from '../../src/jobs/lease.ts';
import { JobInterrupted } from '../../src/jobs/outcome.ts';
import { workOff } from '../../src/jobs/work-off.ts';
import { pino } from 'pino';

const claim = { id: 'a', kind: 'train', parameters: null, attempt: 1, fence: 1, checkpoint: undefined };

describe('a lease', () => {
  const opened = (renew: () => Promise<{ readonly cancel: boolean }>, askedAt = 0) => {
    const clock = simulatedClock();
    const lease = keepLease(claim, { claims: { renew }, clock, leaseMs: 30_000, renewMs: 2_000, askedAt, latest: () => undefined });
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

  it('counts from before the claim was asked for, whose answer may have come late', async () => {
    const down = (): Promise<never> => Promise.reject(new RetryableError('STORE_UNAVAILABLE'));
    const { clock, lease } = opened(down, -10_000);
    await clock.advance(19_999);
    expect(lease.interrupted()).toBeUndefined();
    await clock.advance(1);
    expect(lease.interrupted()).toBe('lost');
    const tooLate = opened(down, -30_000).lease;
    await Promise.resolve();
    expect(tooLate.interrupted()).toBe('lost');
    for (const each of [lease, tooLate]) each.end();
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

  it('that is over before its work begins lets it not begin', async () => {
    const events: string[] = [];
    let begun = false;
    const { done } = workOff(claim, -30_000, () => {
      begun = true;
      return Promise.resolve();
    }, {
      claims: {} as Claims, clock: simulatedClock(), logger: pino({ level: 'silent' }), leaseMs: 30_000, renewMs: 2_000, attempts: 1,
      wait: () => 0, onEvent: ({ event, message }) => void events.push(`${event} ${message}`), onEnded: () => undefined,
    });
    await done;
    expect([begun, events]).toEqual([false, ['started ', 'interrupted lost']]);
  });
});
