/** What the reading thread does, on a connection of its own: however long a scan, no write waits for it. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { Program, Reply } from '@streamforge/sqlite/program';
import type { EntryKey, SeriesSummary, VertexRef } from '../port.ts';
import type { CollectionCursor, CollectionPage, EntryPage } from './entry-reader.ts';
import { entryReader } from './entry-reader.ts';
import type { Window } from '../sql/keyset.ts';
import type { OrderPage } from './order-reader.ts';
import { orderReader } from './order-reader.ts';
import type { PackedSteps } from './packed-edges.ts';
import { stepBuffers } from './packed-edges.ts';
import type { PackedEntries } from './packed-entries.ts';
import { entryBuffers } from './packed-entries.ts';
import { migrations } from './schema.ts';
import type { SeriesQuery } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';
import type { TraversalQuery } from './traversal.ts';
import { traversal } from './traversal.ts';

export interface GetArgs {
  readonly collection: CollectionName;
  readonly key: EntryKey;
}

export interface ScanArgs {
  readonly collection: CollectionName;
  readonly series: string;
  readonly window: Window;
  readonly limit: number;
}

export interface EverythingArgs {
  readonly collection: CollectionName;
  readonly after?: CollectionCursor | undefined;
}

export interface SeriesArgs {
  readonly collection: CollectionName;
  readonly query: SeriesQuery;
}

export interface TraverseArgs {
  readonly start: VertexRef;
  readonly query: TraversalQuery;
}

export type ReaderOperations = {
  readonly writes: Readonly<Record<never, never>>;
  readonly reads: {
    /** One entry or none. */
    readonly get: (args: GetArgs) => Reply<PackedEntries>;
    readonly scan: (args: ScanArgs) => Reply<EntryPage>;
    readonly orders: (args: ScanArgs) => Reply<OrderPage>;
    readonly everything: (args: EverythingArgs) => Reply<CollectionPage>;
    readonly series: (args: SeriesArgs) => Reply<readonly SeriesSummary[]>;
    readonly traverse: (args: TraverseArgs) => Reply<PackedSteps>;
  };
};

export const program: Program<ReaderOperations, undefined> = {
  migrations,
  open: (db) => {
    const entries = entryReader(db);
    const { orders } = orderReader(db);
    const { series } = seriesReader(db);
    const { traverse } = traversal(db);
    const page = <Page extends EntryPage | CollectionPage>(value: Page): Reply<Page> => ({ value, transfer: entryBuffers(value.entries) });
    return {
      writes: {},
      reads: {
        get: ({ collection, key }) => {
          const value = entries.get(collection, key.series, key.order, key.id);
          return { value, transfer: entryBuffers(value) };
        },
        scan: ({ collection, series: name, window, limit }) => page(entries.scan(collection, name, window, limit)),
        orders: ({ collection, series: name, window, limit }) => {
          const value = orders(collection, name, window, limit);
          return { value, transfer: [value.orders.buffer] };
        },
        everything: ({ collection, after }) => page(entries.everything(collection, after)),
        series: ({ collection, query }) => ({ value: series(collection, query) }),
        traverse: ({ start, query }) => {
          const value = traverse(start, query);
          return { value, transfer: stepBuffers(value) };
        },
      },
    };
  },
};
