import { readBy, serviceNames, serviceOf } from '@streamforge/contracts/services';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import type { LogNeeds } from '@streamforge/event-log/kafka-diagnosis';
import type { TopicSpec } from '@streamforge/event-log/port';
import { topicSpecs } from '../topic-specs.ts';

/** What each service that can run needs of the log, as the contract says; names carry the log's prefix. */
export const logNeeds = (prefix: string): readonly LogNeeds[] => serviceNames.flatMap((service) => {
  const { consumes, produces, status } = serviceOf(service);
  if (status !== 'live') return [];
  const read = readBy(service);
  const outer = (name: string): string => `${prefix}${name}`;
  return [{
    service,
    reads: read.map(outer),
    writes: [...read.map(deadLetterTopic), ...produces].map(outer),
    groups: [...new Set(Object.values(consumes).map(({ group }) => outer(group)))],
  }];
});

/** The topics that they need, as the contract wants them. */
export const neededTopics = (prefix: string, needs: readonly LogNeeds[]): readonly TopicSpec[] => {
  const names = new Set(needs.flatMap(({ reads, writes }) => [...reads, ...writes]));
  return topicSpecs().map((spec) => ({ ...spec, name: `${prefix}${spec.name}` })).filter(({ name }) => names.has(name));
};
