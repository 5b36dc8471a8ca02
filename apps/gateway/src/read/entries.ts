/** Reading stored entries in pages. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, ScanRange, Source, StoredEntry } from '@streamforge/document-store/port';
import { z } from 'zod';
import { writeCursor, type Place } from '../api/cursor.ts';

/** Where a stored fact came from: what /v1/lineage follows. */
export const SourceAnswer = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });

const decoder = new TextDecoder();

/** The value of an entry; null for a deletion marker. */
export const valueOf = ({ body }: Pick<StoredEntry, 'body'>): unknown => body === null ? null : JSON.parse(decoder.decode(body)) as unknown;

/** The coordinates alone of what an entry came from. */
export const sourceOf = ({ source: { topic, partition, offset } }: { readonly source: Source }): Source => ({ topic, partition, offset });

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface PageQuery<Item> {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly reverse?: boolean | undefined;
  readonly limit: number;
  readonly after?: Place | undefined;
  /** What the page holds of an entry; those for which it is undefined are passed over. */
  readonly read: (entry: StoredEntry) => Item | undefined;
}

/**
 * A page of one series. A page that ends among entries of the same order is continued behind its last id, so that none is left out or
 * seen twice however many share a moment.
 */
export const entryPage = async <Item>(
  documents: DocumentStore, collection: CollectionName, series: string, query: PageQuery<Item>,
): Promise<Page<Item>> => {
  const { limit, after, reverse = false, read } = query;
  const items: Item[] = [];
  let last: StoredEntry | undefined;
  for await (const page of documents.scan(collection, series, rangeOf(query))) {
    for (const entry of page) {
      if (after !== undefined && !isBehind(entry, after, reverse)) continue;
      const item = read(entry);
      if (item === undefined) continue;
      if (items.length === limit && last !== undefined) return { items, next: writeCursor({ series, order: last.order, id: last.id }) };
      items.push(item);
      last = entry;
    }
  }
  return { items, next: null };
};

const rangeOf = ({ from, to, reverse = false, after }: Omit<PageQuery<unknown>, 'read'>): ScanRange => {
  if (after === undefined) return { from, to, reverse };
  if (reverse) return { from, to: Math.min(to ?? Number.MAX_SAFE_INTEGER, after.order + 1), reverse };
  return { from: Math.max(from ?? 0, after.order), to, reverse };
};

const isBehind = (entry: StoredEntry, after: Place, reverse: boolean): boolean => {
  const difference = entry.order - after.order || Buffer.compare(Buffer.from(entry.id), Buffer.from(after.id));
  return reverse ? difference < 0 : difference > 0;
};
