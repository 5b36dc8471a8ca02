import { logRetentionMs } from '@streamforge/contracts/retention';
import { deadLetterRetention, deadLetterTopic, topicNames, topicOf } from '@streamforge/contracts/topics';
import type { TopicSpec } from '@streamforge/event-log/port';

/** The contract's topics, each with its dead letters beside it. */
export const topicSpecs = (partitions?: number): readonly TopicSpec[] => topicNames.flatMap((name) => {
  const topic = topicOf(name);
  const spec = { name, partitions: partitions ?? topic.partitions, retentionMs: logRetentionMs(topic.retention) };
  return [spec, { ...spec, name: deadLetterTopic(name), retentionMs: logRetentionMs(deadLetterRetention) }];
});
