import type { Clock } from '@streamforge/determinism/clock';
import type { BatchSession } from '@streamforge/event-log/port';

/** Longest pause between two heartbeats. */
const HEARTBEAT_MS = 3_000;

/** Waits while the membership is kept. Rejects as soon as the partition is taken away. */
export const waitWithHeartbeats = async (ms: number, clock: Clock, session: Pick<BatchSession, 'signal' | 'heartbeat'>): Promise<void> => {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    await clock.sleep(Math.min(left, HEARTBEAT_MS), session.signal);
    await session.heartbeat();
  }
};

/**
 * Keeps the membership while work runs, however long that takes, and answers with its result. A partition that is taken away meanwhile
 * aborts the session's signal; the work heeds that, and its own outcome counts.
 */
export const withHeartbeats = async <Result>(
  work: () => Promise<Result>, clock: Clock, session: Pick<BatchSession, 'heartbeat'>,
): Promise<Result> => {
  const done = new AbortController();
  const beat = async (): Promise<void> => {
    while (!done.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, done.signal);
      await session.heartbeat();
    }
  };
  void beat().catch(() => undefined);
  try {
    return await work();
  } finally {
    done.abort();
  }
};
