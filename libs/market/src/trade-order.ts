/** The order in which trades happened. */
import type { Trade } from '@streamforge/contracts/events/trade';
import { compareIds } from '@streamforge/contracts/id-order';

/** By time, and within a millisecond by id. */
export const byTimeAndId = (a: Trade, b: Trade): number => a.time - b.time || compareIds(a.id, b.id);
