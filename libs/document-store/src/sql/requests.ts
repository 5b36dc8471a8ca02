/** What a caller may ask for, and the pages of a scan. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';
import type { ScanRange } from '../port.ts';
import { windowOf, type Cursor, type Window } from './keyset.ts';

/** Deepest traversal: beyond it a graph of assets is all of it. */
const mostHops = 6;

export const checkCount = (name: string, count: number): void => {
  if (!(count >= 0)) throw new TerminalError('REQUEST_INVALID', `${name} must not be negative.`);
};

export const checkHops = (hops: number): void => {
  if (Number.isInteger(hops) && hops >= 1 && hops <= mostHops) return;
  throw new TerminalError('REQUEST_INVALID', `hops must be 1 to ${mostHops}.`);
};

export const checkKind = (collection: CollectionName, edges: boolean): void => {
  if ((collections[collection].kind === 'edges') === edges) return;
  throw new TerminalError('REQUEST_INVALID', `${collection} ${edges ? 'has no edges' : 'has edges: use upsertEdges'}.`);
};

/** SQL takes integers only. */
export const rowLimit = (limit: number): number => Math.min(Math.floor(limit), Number.MAX_SAFE_INTEGER);

/** Pages until the range or its limit ends. Nothing is fetched ahead: a scan that is left early leaves nothing behind. */
export const pages = async function* <Page extends { readonly next?: Cursor | undefined }>(
  range: ScanRange, fetch: (window: Window, limit: number) => Promise<Page>, sizeOf: (page: Page) => number,
): AsyncGenerator<Page> {
  let remaining = rowLimit(range.limit ?? Infinity);
  let after: Cursor | undefined;
  while (remaining > 0) {
    const page = await fetch(windowOf(range, after), remaining);
    const size = sizeOf(page);
    if (size > 0) yield page;
    if (page.next === undefined) return;
    remaining -= size;
    after = page.next;
  }
};
