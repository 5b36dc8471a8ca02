/**
 * What the reading thread does, on a connection of its own and each time on one state of the file: however long a scan, no write waits for it.
 */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { Program, Reply } from '@streamforge/sqlite/program';
import type { Sizes } from '../accepted.ts';
import type { Condition } from '../labels.ts';
import type { PointKey } from '../port.ts';
import { matching } from './matching.ts';
import { pointBuffers, type PackedPoints } from './packed-points.ts';
import { pointReader, type PointCursor, type PointPage } from './point-reader.ts';
import { migrations } from './schema.ts';
import { searcher, type FoundPoint, type SearchArgs } from './searcher.ts';
import { shapes } from './shapes.ts';

export interface GetArgs {
  readonly collection: VectorCollectionName;
  readonly key: PointKey;
}

export interface CountArgs {
  readonly collection: VectorCollectionName;
  readonly tenant: string;
  readonly conditions: readonly Condition[];
}

export interface EverythingArgs {
  readonly collection: VectorCollectionName;
  readonly after?: PointCursor | undefined;
}

export interface ReaderOptions {
  /** Most memory for the vectors that searches scan. */
  readonly memoryBytes: number;
}

export type ReaderOperations = {
  readonly writes: Readonly<Record<never, never>>;
  readonly reads: {
    /** One point or none. */
    readonly get: (args: GetArgs) => Reply<PackedPoints>;
    readonly search: (args: SearchArgs) => Reply<readonly FoundPoint[]>;
    readonly count: (args: CountArgs) => Reply<number>;
    readonly everything: (args: EverythingArgs) => Reply<PointPage>;
    readonly sizes: (args: VectorCollectionName) => Reply<Sizes>;
  };
};

export const program: Program<ReaderOperations, ReaderOptions> = {
  migrations,
  open: (db, { memoryBytes }) => {
    const match = matching(db);
    const points = pointReader(db, match);
    const search = searcher(db, match, memoryBytes);
    const { of: sizesOf } = shapes(db);
    const begin = db.prepare('BEGIN');
    const end = db.prepare('COMMIT');
    /** Several statements that see one state, though writes go on. */
    const atOnce = <Value>(read: () => Value): Value => {
      begin.run();
      try {
        return read();
      } finally {
        end.run();
      }
    };
    return {
      writes: {},
      reads: {
        get: ({ collection, key }) => {
          const value = points.get(collection, key.tenant, key.id);
          return { value, transfer: pointBuffers(value) };
        },
        search: (args) => ({ value: atOnce(() => search(args)) }),
        count: ({ collection, tenant, conditions }) => ({ value: atOnce(() => points.count(collection, tenant, conditions)) }),
        everything: ({ collection, after }) => {
          const value = atOnce(() => points.everything(collection, after));
          return { value, transfer: pointBuffers(value.points) };
        },
        sizes: (collection) => ({ value: sizesOf(collection) }),
      },
    };
  },
};
