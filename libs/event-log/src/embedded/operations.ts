/** What the log asks of its thread. Offsets are assigned there, in the order of the writes. */
import type { Reply } from '@streamforge/sqlite/program';
import type { TopicSpec } from '../port.ts';

export interface PartitionState {
  /** Short name of the partition within the file. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  readonly next: number;
}

export interface CommittedState {
  readonly group: string;
  readonly partition: number;
  readonly next: number;
}

export interface LostState {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface LogState {
  readonly topics: readonly Omit<TopicSpec, 'partitions'>[];
  readonly partitions: readonly PartitionState[];
  readonly committed: readonly CommittedState[];
  readonly lost: readonly LostState[];
}

/** Rows to append, as columns: the i-th of each belong together. */
export interface AppendArgs {
  readonly partitions: Uint32Array;
  readonly counts: Uint32Array;
  readonly maxTimestamps: Float64Array;
  /** Bytes used of each buffer. */
  readonly lengths: Uint32Array;
  readonly buffers: readonly ArrayBuffer[];
}

export interface FetchArgs {
  readonly partition: number;
  readonly from: number;
  /** Rows are read until this is reached; at least one. */
  readonly maxBytes: number;
}

export interface FetchedRow {
  readonly base: number;
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface RetainArgs {
  readonly partition: number;
  /** Rows whose newest record is older go, in epoch milliseconds. */
  readonly before: number;
  /** Rows that reach above this offset stay. */
  readonly below: number;
}

export interface DeleteArgs {
  readonly partition: number;
  /** First offset that stays readable. */
  readonly before: number;
}

export interface Deleted {
  readonly start: number;
  /** Rows are left to go: see `Retained`. */
  readonly more: boolean;
}

export interface Retained {
  readonly records: number;
  readonly start: number;
  /** More can go: one call deletes only so much, so that appends need not wait long. */
  readonly more: boolean;
}

// A type and not an interface: the thread's operations are a record, and only types fit one.
export type LogOperations = {
  readonly writes: {
    readonly apply: (topics: readonly TopicSpec[]) => Reply<LogState>;
    /** First offset of each row. */
    readonly append: (args: AppendArgs) => Reply<Float64Array<ArrayBuffer>>;
    readonly commit: (positions: readonly CommittedState[]) => Reply<undefined>;
    readonly retain: (args: RetainArgs) => Reply<Retained>;
    readonly deleteBefore: (args: DeleteArgs) => Reply<Deleted>;
  };
  readonly reads: {
    readonly state: (args: undefined) => Reply<LogState>;
    /** Rows from the one that holds `from`, or the first after it. */
    readonly fetch: (args: FetchArgs) => Reply<readonly FetchedRow[]>;
    readonly ping: (args: undefined) => Reply<undefined>;
  };
};
