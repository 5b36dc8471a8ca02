import { TerminalError } from '@streamforge/contracts/errors';
import { grantsOf, type LogOperation } from '@streamforge/contracts/grants';
import { serviceOf, services, type ServiceName } from '@streamforge/contracts/services';
import { deadLetterTopic, topicNames } from '@streamforge/contracts/topics';
import type { EventLog } from '@streamforge/event-log/port';

const verbs: Readonly<Record<LogOperation, string>> = { Read: 'read', Write: 'write', Describe: 'see', Delete: 'delete from' };

const known: ReadonlySet<string> = new Set(topicNames.flatMap((topic) => [topic, deadLetterTopic(topic)]));

/**
 * The log as one service may use it. A topic that the contract does not grant it is refused here too, as a cluster's broker would refuse its
 * user, and is not listed: what works embedded works in a cluster. Throws `BACKEND_FORBIDDEN` naming service and topic;
 * `TOPIC_UNKNOWN` where the contract has no such topic.
 */
export const grantedLog = (name: ServiceName, log: EventLog): EventLog => {
  const granted = new Map(grantsOf(serviceOf(name), topicNames, services)
    .flatMap(({ resource, name: topic, operations }) => (resource === 'topic' ? [[topic, operations] as const] : [])));
  const may = (topic: string, operation: LogOperation): void => {
    if (granted.get(topic)?.includes(operation) === true) return;
    if (!known.has(topic)) throw new TerminalError('TOPIC_UNKNOWN', '', { topic });
    throw new TerminalError('BACKEND_FORBIDDEN', `The contract does not let ${name} ${verbs[operation]} ${topic}.`, { topic });
  };
  return {
    apply: async (topics) => await log.apply(topics),
    topics: async () => (await log.topics()).filter(({ name: topic }) => granted.has(topic)),
    produce: async (topic, records) => {
      may(topic, 'Write');
      return await log.produce(topic, records);
    },
    consume: async (options) => {
      for (const topic of options.topics) may(topic, 'Read');
      return await log.consume(options);
    },
    read: async (at, limit) => {
      may(at.topic, 'Read');
      return await log.read(at, limit);
    },
    offsets: async (topic) => {
      may(topic, 'Describe');
      return await log.offsets(topic);
    },
    committed: async (group) => await log.committed(group),
    seek: async (group, positions) => await log.seek(group, positions),
    retain: async (now) => await log.retain(now),
    deleteBefore: async (positions) => {
      for (const { topic } of positions) may(topic, 'Delete');
      await log.deleteBefore(positions);
    },
    lostRanges: async () => await log.lostRanges(),
    ping: async () => await log.ping(),
    close: async () => await log.close(),
  };
};
