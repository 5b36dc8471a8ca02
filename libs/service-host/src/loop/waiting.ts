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
