/** What a caller may ask for, whichever adapter is asked. */
import { collections, type CollectionName } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';

/** Deepest traversal: beyond it a graph of assets is all of it. */
const mostHops = 6;

/** Throws `REQUEST_INVALID` for a count below 0, or none. */
export const checkCount = (name: string, count: number): void => {
  if (!(count >= 0)) throw new TerminalError('REQUEST_INVALID', `${name} must not be negative.`);
};

/** Throws `REQUEST_INVALID` unless hops are 1 to 6. */
export const checkHops = (hops: number): void => {
  if (Number.isInteger(hops) && hops >= 1 && hops <= mostHops) return;
  throw new TerminalError('REQUEST_INVALID', `hops must be 1 to ${mostHops}.`);
};

/** Throws `REQUEST_INVALID` where a collection of edges is written as one of entries, or the other way round. */
export const checkKind = (collection: CollectionName, edges: boolean): void => {
  if ((collections[collection].kind === 'edges') === edges) return;
  throw new TerminalError('REQUEST_INVALID', `${collection} ${edges ? 'has no edges' : 'has edges: use upsertEdges'}.`);
};
