import type { TopicName } from '@streamforge/contracts/topics';
import { errors } from '@streamforge/contracts/errors';
import type { Consumer } from '@streamforge/event-log/port';
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
  handles: ReadonlyMap<TopicName, Handle<TopicName>>,
  loop: LoopContext,
  { maxRecords, maxBytes, onCrash }: ConsumeSettings,
): Promise<Consumer> => {
  const works = new Map<string, PartitionWork<TopicName>>();
  const workOf = (topic: TopicName, partition: number): PartitionWork<TopicName> => {
    const name = `${topic}[${partition}]`;
    const known = works.get(name);
    if (known !== undefined) return known;
    const handle = handles.get(topic);
    if (handle === undefined) throw new Error(`no handler for ${topic}`);
    const made = new PartitionWork(topic, partition, handle, loop);
    works.set(name, made);
    return made;
  };
  return await loop.events.consume({
    group: loop.group,
    topics: [...handles.keys()],
    from: 'earliest',
    maxRecords,
    maxBytes,
    onBatch: (batch, session) => workOf(batch.topic as TopicName, batch.partition).work(batch, session),
    onLostRange: (range) => {
      loop.metrics.set('streamforge_log_lost_records', { topic: range.topic }, range.to - range.from);
      loop.logger.error(
        { service: loop.service, topic: range.topic, partition: range.partition, offset: range.from, to: range.to, code: 'LOST_RANGE' },
        `${errors.LOST_RANGE.says} (${range.cause}) Going on at offset ${range.to}. ${errors.LOST_RANGE.fix}`,
      );
    },
    onCrash,
  });
};
