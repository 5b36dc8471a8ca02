import type { Clock } from '@streamforge/determinism/clock';
import type { HostMetrics } from '../metrics.ts';

/** Milliseconds between two samples. */
const EVERY_MS = 20;

/** Samples how late a timer fires: how long something else held the event loop. Resolves once the signal aborts. */
export const watchEventLoop = async (metrics: HostMetrics, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const due = clock.monotonic() + EVERY_MS;
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    metrics.observe('streamforge_event_loop_delay_seconds', {}, Math.max(0, clock.monotonic() - due) / 1_000);
  }
};
