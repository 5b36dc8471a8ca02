import type { Clock } from '@streamforge/determinism/clock';
import type { HostMetrics } from '../metrics.ts';
import type { Stoppable } from './stoppables.ts';

/** Milliseconds between two samples. */
const EVERY_MS = 20;

/** Samples how late a timer fires, which is how long something else held the event loop, until it is stopped. */
export const eventLoopWatch = (metrics: HostMetrics, clock: Clock): Stoppable => {
  const controller = new AbortController();
  const watched = watch(metrics, clock, controller.signal);
  return {
    name: 'event-loop watch',
    stop: async () => {
      controller.abort();
      await watched;
    },
  };
};

const watch = async (metrics: HostMetrics, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const due = clock.monotonic() + EVERY_MS;
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    metrics.observe('streamforge_event_loop_delay_seconds', {}, Math.max(0, clock.monotonic() - due) / 1_000);
  }
};
