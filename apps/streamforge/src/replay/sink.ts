/** Where a replay's records go: straight into the log of this process, or to a running platform over HTTP. */
import type { Refusal } from '@streamforge/codec/received';
import type { RefusedLine } from '@streamforge/dead-letters/file-line';
import type { MappedTopic } from '@streamforge/mappers/events';
import type { EventRecord } from './record.ts';

/** A record that was refused at once: nothing of it is in the log. */
export interface RefusedRecord {
  /** Its place among the records that were sent. */
  readonly at: number;
  readonly refusal: Refusal;
}

export interface Sink {
  /**
   * Appends records of one topic, in order; resolves when they are durable, to those that were refused. Rejects with a
   * RetryableError while the log can't take them: then all of them may be sent again.
   */
  send(topic: MappedTopic, records: readonly EventRecord[]): Promise<readonly RefusedRecord[]>;
  /** Keeps unreadable lines in the topic's dead letters. */
  bury(topic: MappedTopic, lines: readonly RefusedLine[]): Promise<void>;
}
