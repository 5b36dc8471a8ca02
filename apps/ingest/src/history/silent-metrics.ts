import type { HostMetrics } from '@streamforge/service-host/metrics';

/** Metrics that count nothing: what is read again was counted when it arrived. */
export const silentMetrics = (metrics: HostMetrics): HostMetrics => ({
  ...metrics,
  count: () => undefined,
  set: () => undefined,
  observe: () => undefined,
});
