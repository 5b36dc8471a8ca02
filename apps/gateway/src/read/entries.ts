/** Reading stored entries in pages. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, ScanRange, Source, StoredEntry } from '@streamforge/document-store/port';
import { z } from 'zod';
import { writeCursor, type Place } from '../api/cursor.ts';

/** Where a stored fact came from: what /v1/lineage follows. */
export const SourceAnswer = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });

const decoder = new TextDecoder();

/** The value of an entry; null for a deletion marker. */
export const valueOf = (entry: Pick<StoredEntry, 'body'>): unknown => entry.body === null ? null : JSON.parse(decoder.decode(entry.body)) as unknown;

export const sourceOf = ({ source: { topic, partition, offset } }: { readonly source: Source }): Source => ({ topic, partition, offset });

export interface EntryPage {
  readonly entries: readonly StoredEntry[];
  readonly next: string | null;
}

export interface PageQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly reverse?: boolean | undefined;
  readonly limit: number;
  readonly after?: Place | undefined;
  /** Entries for which it is false are passed over. */
  readonly only?: (entry: StoredEntry) => boolean;
}

/**
 * A page of one series. A page that ends among entries of the same order is continued behind its last id, so that none is left out or
 * seen twice however many share a moment.
 */
export const entryPage = async (documents: DocumentStore, collection: CollectionName, series: string, query: PageQuery): Promise<EntryPage> => {
  const { limit, after, reverse = false, only } = query;
  const entries: StoredEntry[] = [];
  for await (const page of documents.scan(collection, series, rangeOf(query))) {
    for (const entry of page) {
      if (after !== undefined && !isBehind(entry, after, reverse)) continue;
      if (only?.(entry) === false) continue;
      const last = entries.at(-1);
      if (entries.length === limit && last !== undefined) return { entries, next: writeCursor({ series, order: last.order, id: last.id }) };
      entries.push(entry);
    }
  }
  return { entries, next: null };
};

const rangeOf = ({ from, to, reverse = false, after }: PageQuery): ScanRange => {
  if (after === undefined) return { from, to, reverse };
  return reverse ? { from, to: Math.min(to ?? Number.MAX_SAFE_INTEGER, after.order + 1), reverse } : { from: Math.max(from ?? 0, after.order), to, reverse };
};

const isBehind = (entry: StoredEntry, after: Place, reverse: boolean): boolean => {
  const difference = entry.order - after.order || Buffer.compare(Buffer.from(entry.id), Buffer.from(after.id));
  return reverse ? difference < 0 : difference > 0;
};
