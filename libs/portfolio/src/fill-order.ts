/** The order in which fills count. It decides what a close consumes, so it never depends on arrival. */
import type { Fill } from '@streamforge/contracts/events/agent';
import { compareIds } from '@streamforge/contracts/id-order';

/** By event time, and within a millisecond by id. */
export const inFillOrder = (a: Pick<Fill, 'time' | 'id'>, b: Pick<Fill, 'time' | 'id'>): number => a.time - b.time || compareIds(a.id, b.id);
