/** Topics and partitions as the process knows them: a mirror of the file that changes only when a change is durable. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { LostRange, TopicPartition, TopicSpec } from '../port.ts';
import type { LogState, PartitionState } from './operations.ts';

/** One partition with its bounds, and who waits for its end to move. */
export class Partition implements TopicPartition {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** First offset that can be read. */
  start: number;
  /** Offset after the last acknowledged record. */
  end: number;
  /** Ranges that were cut out of the file, ascending. */
  lost: readonly LostRange[] = [];
  readonly #listeners = new Set<() => void>();

  constructor({ id, topic, partition, start, next }: PartitionState) {
    this.id = id;
    this.topic = topic;
    this.partition = partition;
    this.start = start;
    this.end = next;
  }

  /** Makes the end known and wakes who waits for it. */
  grow(end: number): void {
    this.end = end;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` at each growth until the answer is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface Topic {
  readonly name: string;
  readonly retentionMs: number | null;
  readonly partitions: readonly Partition[];
}

export class Registry {
  #topics: ReadonlyMap<string, Topic> = new Map();
  readonly #partitions = new Map<number, Partition>();

  /** Takes over what the file says. Known partitions stay the same objects: others hold on to them. */
  load({ topics, partitions, lost }: LogState): void {
    for (const state of partitions) {
      if (!this.#partitions.has(state.id)) this.#partitions.set(state.id, new Partition(state));
    }
    for (const partition of this.#partitions.values()) {
      partition.lost = lost.filter((range) => range.partition === partition.id)
        .map(({ from, to }) => ({ topic: partition.topic, partition: partition.partition, from, to, cause: 'truncated' }));
    }
    const byTopic = Map.groupBy(this.#partitions.values(), ({ topic }) => topic);
    this.#topics = new Map(topics.map(({ name, retentionMs }) => [name, { name, retentionMs, partitions: byTopic.get(name) ?? [] }]));
  }

  /** All topics by name. */
  topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  specs(): readonly TopicSpec[] {
    return this.topics().map(({ name, retentionMs, partitions }) => ({ name, retentionMs, partitions: partitions.length }));
  }

  /** A topic, or TerminalError `TOPIC_UNKNOWN`. */
  topic(name: string): Topic {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new TerminalError('TOPIC_UNKNOWN', '', { topic: name });
    return topic;
  }

  /** A partition, or TerminalError `TOPIC_UNKNOWN`. */
  partition({ topic, partition }: TopicPartition): Partition {
    const found = this.topic(topic).partitions[partition];
    if (found === undefined) throw new TerminalError('TOPIC_UNKNOWN', 'It does not have so many partitions.', { topic, partition });
    return found;
  }
}
