import { commandLine } from '@streamforge/contracts/command-line';
import { grantsOf, userOf, type LogOperation } from '@streamforge/contracts/grants';
import { readBy, serviceNames, serviceOf, services } from '@streamforge/contracts/services';
import { deadLetterTopic, topicNames } from '@streamforge/contracts/topics';
import type { LogNeeds } from '@streamforge/event-log/kafka-diagnosis';
import type { TopicSpec } from '@streamforge/event-log/port';
import { topicSpecs } from '../topic-specs.ts';

/** What each service needs of the log, as the contract says; names carry the log's prefix. */
export const logNeeds = (prefix: string): readonly LogNeeds[] => serviceNames.map((service) => {
  const { consumes, produces } = serviceOf(service);
  const read = readBy(service);
  const outer = (name: string): string => `${prefix}${name}`;
  return {
    service,
    reads: read.map(outer),
    writes: [...read.map(deadLetterTopic), ...produces].map(outer),
    groups: [...new Set(Object.values(consumes).map(({ group }) => outer(group)))],
  };
});

/** What the command line needs: it is in no group. */
export const commandLineNeeds = (prefix: string): LogNeeds => {
  const grants = grantsOf(commandLine, topicNames, services).filter(({ resource }) => resource === 'topic');
  const granted = (operation: LogOperation): readonly string[] => grants.flatMap(({ name, operations }) => operations.includes(operation) ? [`${prefix}${name}`] : []);
  return { service: 'command-line', reads: granted('Read'), writes: granted('Write'), groups: [] };
};

/** What a user has to be let do: one of a single service, or of the command line, no more than that one needs; any other what all need. */
export const needsOfUser = (user: string | undefined, prefix: string): readonly LogNeeds[] => {
  const all = logNeeds(prefix);
  const own = [...all, commandLineNeeds(prefix)].filter(({ service }) => userOf(service) === user);
  return own.length > 0 ? own : all;
};

/** The topics that they need, as the contract wants them. */
export const neededTopics = (prefix: string, needs: readonly LogNeeds[]): readonly TopicSpec[] => {
  const names = new Set(needs.flatMap(({ reads, writes }) => [...reads, ...writes]));
  return topicSpecs().map((spec) => ({ ...spec, name: `${prefix}${spec.name}` })).filter(({ name }) => names.has(name));
};
