/** What a caller may ask for. */
import { TerminalError } from '@streamforge/contracts/errors';

/** Deepest traversal: beyond it a graph of assets is all of it. */
const mostHops = 6;

export const checkCount = (name: string, count: number): void => {
  if (!(count >= 0)) throw new TerminalError('REQUEST_INVALID', `${name} must not be negative.`);
};

export const checkHops = (hops: number): void => {
  if (Number.isInteger(hops) && hops >= 1 && hops <= mostHops) return;
  throw new TerminalError('REQUEST_INVALID', `hops must be 1 to ${mostHops}.`);
};

/** AQL takes integers only, and doubles two of them stay exact. */
export const rowLimit = (limit: number): number => Math.min(Math.floor(limit), 2 ** 52);
