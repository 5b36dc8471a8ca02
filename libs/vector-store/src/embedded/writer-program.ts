/** What the writing thread does: points, removals, clearing, the sizes of vectors. */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { Program, Reply } from '@streamforge/sqlite/program';
import type { Sizes } from '../accepted.ts';
import type { Condition } from '../labels.ts';
import type { PackedPoints } from './packed-points.ts';
import { pointWriter } from './point-writer.ts';
import { migrations } from './schema.ts';
import { shapes } from './shapes.ts';

export interface UpsertArgs {
  readonly collection: VectorCollectionName;
  readonly points: PackedPoints;
}

export interface RemoveArgs {
  readonly collection: VectorCollectionName;
  readonly tenant: string;
  readonly conditions: readonly Condition[];
}

export interface PrepareArgs {
  readonly collection: VectorCollectionName;
  readonly sizes: Sizes;
}

// A type and not an interface: the thread's operations are a record, and only types fit one.
export type WriterOperations = {
  readonly writes: {
    /** Verdict codes, in order. */
    readonly upsert: (args: UpsertArgs) => Reply<Uint8Array<ArrayBuffer>>;
    readonly remove: (args: RemoveArgs) => Reply<number>;
    readonly clear: (args: VectorCollectionName) => Reply<undefined>;
    /** Every size that is fixed now. */
    readonly prepare: (args: PrepareArgs) => Reply<Sizes>;
  };
  readonly reads: {
    readonly ping: (args: undefined) => Reply<undefined>;
  };
};

export const program: Program<WriterOperations, undefined> = {
  migrations,
  open: (db) => {
    const points = pointWriter(db);
    const { fix } = shapes(db);
    const ping = db.prepare('SELECT 1');
    return {
      writes: {
        upsert: ({ collection, points: packed }) => {
          const value = points.write(collection, packed);
          return { value, transfer: [value.buffer] };
        },
        remove: ({ collection, tenant, conditions }) => ({ value: points.removeWhere(collection, tenant, conditions) }),
        clear: (collection) => {
          points.clear(collection);
          return { value: undefined };
        },
        prepare: ({ collection, sizes }) => ({ value: fix(collection, sizes) }),
      },
      reads: {
        ping: () => {
          ping.get();
          return { value: undefined };
        },
      },
    };
  },
};
