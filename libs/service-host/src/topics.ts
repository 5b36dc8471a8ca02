import { TerminalError } from '@streamforge/contracts/errors';
import { serviceOf, type ServiceName } from '@streamforge/contracts/services';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import type { EventLog } from '@streamforge/event-log/port';

/** Every topic a service touches: what it consumes with its dead letters, and what it produces. */
export const topicsOf = (service: ServiceName): readonly string[] => {
  const { consumes, produces } = serviceOf(service);
  const consumed = Object.keys(consumes) as readonly TopicName[];
  return [...consumed.flatMap((topic) => [topic, deadLetterTopic(topic)]), ...produces];
};

/** Throws `TOPIC_MISSING`, naming all of them, when the log lacks topics that the services touch: better at the start than at the first record. */
export const checkTopics = async (services: readonly ServiceName[], events: Pick<EventLog, 'topics'>): Promise<void> => {
  const existing = new Set((await events.topics()).map(({ name }) => name));
  const missing = new Set(services.flatMap(topicsOf).filter((topic) => !existing.has(topic)));
  if (missing.size > 0) throw new TerminalError('TOPIC_MISSING', [...missing].toSorted().join(', '));
};
