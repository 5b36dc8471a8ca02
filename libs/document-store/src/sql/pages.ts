/** The pages of a scan. */
import type { ScanRange } from '../port.ts';
import { windowOf, type Cursor, type Window } from './keyset.ts';

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
