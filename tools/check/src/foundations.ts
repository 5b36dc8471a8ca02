/** The packages whose rules everything else stands on, by their folders: their own tests take at least `BRANCHES` percent of their branches. */
export const foundations = ['libs/contracts', 'libs/service-host', 'libs/event-log', 'libs/document-store', 'libs/market'] as const;

/** Percent. */
export const BRANCHES = 90;
