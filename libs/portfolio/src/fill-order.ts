/** The order in which fills count. It decides what a close consumes, so it never depends on arrival. */
import type { Fill } from '@streamforge/contracts/events/agent';

/** By event time. Sorting is stable: within a millisecond fills stay in the order in which they were produced. */
export const inFillOrder = (a: Pick<Fill, 'time'>, b: Pick<Fill, 'time'>): number => a.time - b.time;
