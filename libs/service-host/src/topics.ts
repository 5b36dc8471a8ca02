import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { readBy, serviceOf, type ServiceName } from '@streamforge/contracts/services';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import type { EventLog } from '@streamforge/event-log/port';

/** Every topic a service touches: what it reads with its dead letters, and what it produces. */
export const topicsOf = (service: ServiceName): readonly string[] =>
  [...readBy(service).flatMap((topic) => [topic, deadLetterTopic(topic)]), ...serviceOf(service).produces];

/**
 * Throws `TOPIC_MISSING`, naming all of them, when the log lacks topics that the services touch: better at the start than at the first
 * record. A log that lists only what a user may see is asked for each that it left out: what it says then, such as `BACKEND_FORBIDDEN`, is thrown.
 */
export const checkTopics = async (services: readonly ServiceName[], events: Pick<EventLog, 'topics' | 'offsets'>): Promise<void> => {
  const existing = new Set((await events.topics()).map(({ name }) => name));
  const missing = [...new Set(services.flatMap(topicsOf).filter((topic) => !existing.has(topic)))].toSorted();
  for (const topic of missing) await events.offsets(topic).catch(unlessUnknown);
  if (missing.length > 0) throw new TerminalError('TOPIC_MISSING', missing.join(', '));
};

const unlessUnknown = (error: unknown): void => {
  if (!(error instanceof StreamForgeError) || error.code !== 'TOPIC_UNKNOWN') throw error;
};
