import { deadLetterTopic, topicNames, topicOf, type TopicName } from '@streamforge/contracts/topics';
import { serviceNames, serviceOf } from '@streamforge/contracts/services';
import type { EventLog } from '@streamforge/event-log/port';
import { lagOf } from '@streamforge/service-host/lag';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';
import { writableTopics } from '../produce/writable.ts';

const TopicAnswer = z.object({
  name: z.string(),
  says: z.string(),
  partitions: z.int(),
  records: z.int().describe('Records that can be read now.'),
  deadLetters: z.int().describe('Records of its dead-letter topic, markers of redriven ones included.'),
  retentionMs: z.int().nullable().describe('Null keeps records for ever.'),
  writable: z.boolean().describe('Whether the gateway takes records for it.'),
  tombstone: z.enum(['deletes', 'refused']),
});

const LagAnswer = z.object({
  service: z.string(),
  group: z.string(),
  topic: z.string(),
  lag: z.int().describe('Records not yet committed.'),
});

/** The topics and how far their consumers are. */
export const topicRoutes = (events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/topics',
    tag: 'topics',
    says: 'Every topic of the contract, with what the log holds of it.',
    answer: z.object({ topics: z.array(TopicAnswer) }),
    handle: async () => ({ topics: await Promise.all(topicNames.map((name) => topicAnswer(events, name))) }),
  }),
  route({
    method: 'GET',
    url: '/v1/lag',
    tag: 'topics',
    says: 'Lag of every group on each of its topics.',
    answer: z.object({ groups: z.array(LagAnswer) }),
    handle: async () => ({ groups: await lags(events) }),
  }),
];

const topicAnswer = async (events: EventLog, name: TopicName): Promise<z.input<typeof TopicAnswer>> => {
  const { says, partitions, retention, tombstone } = topicOf(name);
  const there = await recordsOf(events, name);
  return {
    name,
    says,
    partitions: there.partitions === 0 ? partitions : there.partitions,
    records: there.records,
    deadLetters: (await recordsOf(events, deadLetterTopic(name))).records,
    retentionMs: retention.kind === 'forever' ? null : retention.ms,
    writable: writableTopics.includes(name),
    tombstone,
  };
};

const recordsOf = async (events: EventLog, topic: string): Promise<{ partitions: number; records: number }> => {
  const offsets = await events.offsets(topic);
  return { partitions: offsets.length, records: offsets.reduce((sum, { start, end }) => sum + end - start, 0) };
};

const lags = async (events: EventLog): Promise<z.input<typeof LagAnswer>[]> => {
  const consumed = serviceNames.flatMap((service) => Object.entries(serviceOf(service).consumes).map(([topic, { group }]) => ({ service, group, topic })));
  return await Promise.all(consumed.map(async ({ service, group, topic }) => {
    const [found] = await lagOf(events, group, [topic]);
    return { service, group, topic, lag: found?.lag ?? 0 };
  }));
};
