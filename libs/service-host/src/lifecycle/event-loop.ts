import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HostMetrics } from '../metrics.ts';

/** Milliseconds between two samples. Node records the whole time between them, so the delay is what exceeds this. */
const RESOLUTION_MS = 10;

/** Measures how long the event loop is held; each scrape shows the 99th percentile since the last one. */
export const watchEventLoop = (metrics: HostMetrics): (() => void) => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  metrics.beforeScrape(() => {
    metrics.set('streamforge_event_loop_delay_seconds', {}, Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1e3));
    delay.reset();
    return Promise.resolve();
  });
  return () => void delay.disable();
};
