/** The packages whose rules everything else stands on, by their folders: at least `BRANCHES` percent of their branches are tested. */
export const foundations = ['libs/contracts', 'libs/service-host', 'libs/event-log', 'libs/document-store', 'libs/market'] as const;

/** Whose tests count for them: their own, and those of what opens them by URL and examines them. */
export const foundationTests = [...foundations, 'libs/wiring'] as const;

/** Percent. */
export const BRANCHES = 90;
