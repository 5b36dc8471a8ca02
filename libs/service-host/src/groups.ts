import { serviceOf, type ServiceName } from '@streamforge/contracts/services';
import type { TopicName } from '@streamforge/contracts/topics';

/** Topics of a service by the group that reads them. */
export const groupsOf = (name: ServiceName): ReadonlyMap<string, readonly TopicName[]> => {
  const groups = new Map<string, TopicName[]>();
  for (const [topic, consumer] of Object.entries(serviceOf(name).consumes)) {
    groups.set(consumer.group, [...groups.get(consumer.group) ?? [], topic as TopicName]);
  }
  return groups;
};
