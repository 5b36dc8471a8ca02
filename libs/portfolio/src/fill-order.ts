/** The order in which fills count. It decides what a close consumes, so it never depends on arrival. */
import type { Fill } from '@streamforge/contracts/events/agent';
import { compareIds } from '@streamforge/contracts/id-order';

type Placed = Pick<Fill, 'time' | 'id'>;

/** By event time, and within a millisecond by id. */
export const inFillOrder = (a: Placed, b: Placed): number => a.time - b.time || compareIds(a.id, b.id);
