/** Discovery as the Kafka REST Proxy's v3 API has it, so that its clients find the cluster and the topics. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { isTopic } from '@streamforge/contracts/topics';
import type { EventLog, TopicSpec } from '@streamforge/event-log/port';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';
import { CLUSTER_ID } from './v3-result.ts';
import { writableTopics } from './writable.ts';

const Cluster = z.object({ kind: z.literal('KafkaCluster'), cluster_id: z.string(), topics: z.object({ related: z.string() }) });
const Topic = z.object({
  kind: z.literal('KafkaTopic'),
  cluster_id: z.string(),
  topic_name: z.string(),
  is_internal: z.boolean(),
  replication_factor: z.int(),
  partitions_count: z.int(),
});

const clusterPath = z.strictObject({ cluster: z.string() });
const topicPath = z.strictObject({ cluster: z.string(), topic: z.string() });
const topicsUrl = `/v3/clusters/${CLUSTER_ID}/topics`;
const cluster: z.input<typeof Cluster> = { kind: 'KafkaCluster', cluster_id: CLUSTER_ID, topics: { related: topicsUrl } };

const known = (id: string): void => {
  if (id !== CLUSTER_ID) throw new StreamForgeError('NOT_FOUND', `The only cluster is ${CLUSTER_ID}.`);
};

const shown = ({ name, partitions }: TopicSpec): z.input<typeof Topic> => ({
  kind: 'KafkaTopic',
  cluster_id: CLUSTER_ID,
  topic_name: name,
  is_internal: !isTopic(name) || !writableTopics.includes(name),
  replication_factor: 1,
  partitions_count: partitions,
});

const tag = 'produce';

/** The routes that a client of the REST Proxy finds cluster and topics by. */
export const clusterRoutes = (events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v3/clusters',
    tag,
    says: 'The clusters: there is one.',
    answer: z.object({ kind: z.literal('KafkaClusterList'), data: z.array(Cluster) }),
    handle: () => Promise.resolve({ kind: 'KafkaClusterList' as const, data: [cluster] }),
  }),
  route({
    method: 'GET',
    url: '/v3/clusters/{cluster}',
    tag,
    says: 'One cluster.',
    path: clusterPath,
    answer: Cluster,
    errors: ['NOT_FOUND'],
    handle: ({ path }) => {
      known(path.cluster);
      return Promise.resolve(cluster);
    },
  }),
  route({
    method: 'GET',
    url: '/v3/clusters/{cluster}/topics',
    tag,
    says: 'The topics of the log; is_internal says which the gateway takes no records for.',
    path: clusterPath,
    answer: z.object({ kind: z.literal('KafkaTopicList'), data: z.array(Topic) }),
    errors: ['NOT_FOUND'],
    handle: async ({ path }) => {
      known(path.cluster);
      return { kind: 'KafkaTopicList' as const, data: (await events.topics()).map(shown) };
    },
  }),
  route({
    method: 'GET',
    url: '/v3/clusters/{cluster}/topics/{topic}',
    tag,
    says: 'One topic of the log.',
    path: topicPath,
    answer: Topic,
    errors: ['NOT_FOUND', 'TOPIC_UNKNOWN'],
    handle: async ({ path }) => {
      known(path.cluster);
      const spec = (await events.topics()).find(({ name }) => name === path.topic);
      if (spec === undefined) throw new StreamForgeError('TOPIC_UNKNOWN', `It was "${path.topic.slice(0, 100)}".`);
      return shown(spec);
    },
  }),
];
