import type { TopicName } from '@streamforge/contracts/topics';
import type { Consumer, RecordBatch } from '@streamforge/event-log/port';
import type { Handle } from './attempt.ts';
import type { LoopContext } from './context.ts';
import { PartitionWork } from './partition.ts';

export interface ConsumeSettings {
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly onCrash: (error: Error) => void;
}

/** Joins a service's group and works its partitions side by side until the consumer is stopped. */
export const consume = async (
  topics: readonly TopicName[],
  handleOf: (topic: TopicName) => Handle<TopicName>,
  loop: LoopContext,
  { maxRecords, maxBytes, onCrash }: ConsumeSettings,
): Promise<Consumer> => {
  const works = new Map<string, PartitionWork<TopicName>>();
  const workOf = ({ topic, partition }: RecordBatch): PartitionWork<TopicName> => {
    const name = `${topic}[${partition}]`;
    const work = works.get(name) ?? new PartitionWork(topic as TopicName, partition, handleOf(topic as TopicName), loop);
    works.set(name, work);
    return work;
  };
  return await loop.events.consume({
    group: loop.group,
    topics,
    from: 'earliest',
    maxRecords,
    maxBytes,
    onBatch: (batch, session) => workOf(batch).work(batch, session),
    onLostRange: (range) => loop.losses.tell(range, loop.service),
    onCrash,
  });
};
