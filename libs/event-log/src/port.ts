/**
 * The event log: topics of partitions, each an ordered sequence of records that is never rewritten. Its adapters are the embedded
 * SQLite log and, in a cluster, Kafka. The conformance suite beside this file is the specification.
 */
export type Bytes = string | Uint8Array;

/** Kafka headers: names may repeat, values are bytes; text is written as UTF-8. */
export type OutgoingHeaders = readonly (readonly [name: string, value: Bytes])[];

export interface OutgoingRecord {
  /** Decides the partition (murmur2, as Kafka's default partitioner); null spreads records. */
  readonly key: Bytes | null;
  /** Null is a tombstone. */
  readonly value: Bytes | null;
  readonly headers?: OutgoingHeaders;
  /** Overrides the partition that the key decides; dead letters of tests use it. */
  readonly partition?: number;
}

/** A record as read. Byte views share their batch's memory: copy what must outlive the batch. */
export interface LogRecord {
  readonly offset: number;
  /** Epoch milliseconds at which the log appended it. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Last value of a header, or undefined. Decoded on demand: most readers want few. */
  header(name: string): Uint8Array | undefined;
  /** All headers in order. */
  headers(): readonly (readonly [name: string, value: Uint8Array])[];
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Coordinates extends TopicPartition {
  readonly offset: number;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Milliseconds that a record is kept after its append; null keeps it for ever. */
  readonly retentionMs: number | null;
}

export interface RecordBatch extends TopicPartition {
  /** At least one record, offsets ascending. Gaps between offsets are allowed (Kafka's transactions leave some). */
  readonly records: readonly LogRecord[];
  /** Offset after the batch: what to commit when all of it is done. */
  readonly nextOffset: number;
  /** Bytes of keys, values and headers. */
  readonly bytes: number;
  /** Offset after the last record of the partition when the batch was read. */
  readonly endOffset: number;
}

/** Offsets that were acknowledged once and can't be read any more. */
export interface LostRange extends TopicPartition {
  readonly from: number;
  readonly to: number;
  /** Retention or a deletion passed a group by; the log was cut; or a producer's batch is damaged or expands beyond every bound. */
  readonly cause: 'retention' | 'truncated' | 'unreadable';
  /** Why it can't be read, where that is known. */
  readonly detail?: string;
}

export interface BatchSession {
  /** Aborts when the partition was taken from this member or the consumer stops; then nothing more may be written for the batch. */
  readonly signal: AbortSignal;
  /** Keeps the membership while the handler waits. */
  heartbeat(): Promise<void>;
  /** Makes `nextOffset` the group's position; resolves when durable. Refused (rejects) when the partition is no longer this member's. */
  commit(nextOffset: number): Promise<void>;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group without a committed offset begins. */
  readonly from: 'earliest' | 'latest';
  readonly maxRecords: number;
  readonly maxBytes: number;
  /**
   * One batch at a time per partition; partitions run side by side. After it resolves the next batch follows on; after it rejects
   * the partition is read again from its committed offset.
   */
  readonly onBatch: (batch: RecordBatch, session: BatchSession) => Promise<void>;
  /** Told before the first batch after the range. The policy is to go on at the range's end, never silently. */
  readonly onLostRange?: (range: LostRange) => void;
  /** Told when the consumer can't go on by itself. */
  readonly onCrash?: (error: Error) => void;
}

export interface Consumer {
  readonly member: string;
  assignment(): readonly TopicPartition[];
  /** Leaves the group once open batches have ended; with `force` they are aborted, uncommitted. */
  stop(options?: { readonly force?: boolean }): Promise<void>;
}

export interface PartitionOffsets extends TopicPartition {
  /** First offset that can be read. */
  readonly start: number;
  /** Offset after the last acknowledged record. */
  readonly end: number;
}

export interface GroupOffset extends TopicPartition {
  readonly group: string;
  /** Next offset the group will read. */
  readonly committed: number;
}

export interface EventLog {
  /** Creates the topics that are missing and adds partitions that are; refuses to take partitions away. Idempotent. */
  apply(topics: readonly TopicSpec[]): Promise<void>;
  topics(): Promise<readonly TopicSpec[]>;
  /**
   * Appends the records and resolves when they are durable, with each record's coordinates in the given order. All records of one
   * partition in one call stay together and in order. Rejects with a RetryableError `BACKPRESSURE` when too much is under way.
   */
  produce(topic: string, records: readonly OutgoingRecord[]): Promise<readonly Coordinates[]>;
  consume(options: ConsumeOptions): Promise<Consumer>;
  /** Records of one partition from an offset on, at most so many; empty at the end. Starts at the first readable offset when the asked one is gone. */
  read(at: Coordinates, limit: { readonly maxRecords: number; readonly maxBytes: number }): Promise<readonly LogRecord[]>;
  offsets(topic: string): Promise<readonly PartitionOffsets[]>;
  /** Committed offsets of one group, or of all. */
  committed(group?: string): Promise<readonly GroupOffset[]>;
  /** Moves a group's offsets (also backwards). Refused while the group has members. */
  seek(group: string, positions: readonly Coordinates[]): Promise<void>;
  /** Deletes what every retention allows at `now`; returns how many records went. Never deletes above the oldest committed offset of a group that reads the topic. */
  retain(now: number): Promise<number>;
  /**
   * Deletes the records before each offset, whatever the retention, the age or the groups: the first offset that can be read becomes the
   * asked one. Offsets at or below the first readable one change nothing. An offset beyond the end is refused (`REQUEST_INVALID`), a
   * topic or partition that there isn't, too (`TOPIC_UNKNOWN`); then nothing at all is deleted. Resolves when it is durable.
   */
  deleteBefore(positions: readonly Coordinates[]): Promise<void>;
  /** Ranges found missing when the log was opened. */
  lostRanges(): Promise<readonly LostRange[]>;
  /** Resolves when the log answers; for readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
