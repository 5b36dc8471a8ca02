/** The packages whose rules everything else stands on, by their folders: at least `BRANCHES` percent of their branches are tested. */
export const foundations = ['libs/contracts', 'libs/service-host', 'libs/event-log', 'libs/document-store', 'libs/market'] as const;

/** Tests that count for them: their own, those of what opens them by URL and examines them, and what changes topics and groups of a real Kafka. */
export const foundationTests = [
  ...foundations, 'libs/wiring', 'apps/ingest/test/ingest.cluster.test.ts', 'apps/streamforge/test/topics-apply.test.ts',
] as const;

/** Percent. */
export const BRANCHES = 90;
