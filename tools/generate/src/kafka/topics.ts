/** Strimzi's KafkaTopic of every topic and of its dead letters. */
import { logRetentionMs, type Retention } from '@streamforge/contracts/retention';
import { topicConfig } from '@streamforge/contracts/topic-config';
import { deadLetterRetention } from '@streamforge/contracts/topics';
import type { Contract } from '../contract.ts';

/**
 * `kafka.strimzi.io/v1`, without the namespace and the label of the cluster, which the chart adds. How many copies there are, and how many must
 * have a record before it is acknowledged, is the cluster's default: it differs between environments and the contract does not.
 */
export interface KafkaTopic {
  readonly apiVersion: 'kafka.strimzi.io/v1';
  readonly kind: 'KafkaTopic';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly partitions: number; readonly config: Readonly<Record<string, string>> };
}

const kafkaTopic = (name: string, partitions: number, retention: Retention): KafkaTopic => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name, labels: { 'app.kubernetes.io/part-of': 'streamforge' } },
  spec: { partitions, config: topicConfig(logRetentionMs(retention)) },
});

export const kafkaTopics = ({ topics }: Contract): readonly KafkaTopic[] => Object.entries(topics).flatMap(([name, { partitions, retention }]) => [
  kafkaTopic(name, partitions, retention), kafkaTopic(`${name}.dlq`, partitions, deadLetterRetention),
]);
