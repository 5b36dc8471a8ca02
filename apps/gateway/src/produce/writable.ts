import { StreamForgeError } from '@streamforge/contracts/errors';
import { services } from '@streamforge/contracts/services';
import { isTopic, topicNames, type TopicName } from '@streamforge/contracts/topics';

const granted: ReadonlySet<string> = new Set(services.gateway.produces);

/** Topics that producers outside may write to: those the contract lets the gateway produce. */
export const writableTopics: readonly TopicName[] = topicNames.filter((name) => granted.has(name));

/** The topic of a name. Throws TOPIC_UNKNOWN, or TOPIC_INTERNAL for those that only services write. */
export const writableTopic = (name: string): TopicName => {
  if (!isTopic(name)) throw new StreamForgeError('TOPIC_UNKNOWN', `It was "${name.slice(0, 100)}".`);
  if (!granted.has(name)) throw new StreamForgeError('TOPIC_INTERNAL', `It is ${name}.`);
  return name;
};
