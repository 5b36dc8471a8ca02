/** AsyncAPI 3 of the whole platform: every topic with its dead letters, and what each service does with it. */
import { grantsOf } from '@streamforge/contracts/grants';
import { jsonSchemaOf, type JsonSchema as Json } from '@streamforge/contracts/json-schema';
import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import { logRetentionMs } from '@streamforge/contracts/retention';
import { readOf } from '@streamforge/contracts/services';
import { topicConfig } from '@streamforge/contracts/topic-config';
import { deadLetterRetention, type TopicDefinition } from '@streamforge/contracts/topics';
import { servicesOf, type Contract } from '../contract.ts';
import { keyShape } from './key-shape.ts';

const KAFKA_BINDING = '0.5.0';
const ref = (path: string): Json => ({ $ref: `#/${path}` });
const bound = (binding: Json): Json => ({ kafka: { ...binding, bindingVersion: KAFKA_BINDING } });
const text = (description: string, more: Json = {}): Json => ({ type: 'string', description, ...more });

const eventHeaders = (type: string): Json => ({
  type: 'object',
  properties: {
    ce_specversion: text('Version of CloudEvents.', { const: '1.0' }),
    ce_id: text('Names the event; the same id with the same body is the same event.'),
    ce_source: text('Who says so.', { examples: ['/streamforge/ingest'] }),
    ce_type: text('What it is.', { const: type }),
    ce_time: text('When the fact happened.', { format: 'date-time' }),
    'content-type': text('Of the value.', { const: 'application/json' }),
  },
});

const letterHeaders: Json = {
  type: 'object',
  properties: {
    sf_dlq_code: text('Error code: see errors.md.'),
    sf_dlq_message: text('What was wrong.'),
    sf_dlq_service: text('Who refused it.'),
    sf_dlq_group: text('For which group.'),
    sf_dlq_topic: text('Where the record lies: its topic,'),
    sf_dlq_partition: text('partition,'),
    sf_dlq_offset: text('and offset.'),
    sf_dlq_timestamp: text('When the log appended it, epoch milliseconds.'),
    sf_dlq_attempt: text('How often it was handled before.'),
  },
};

const channelOf = (name: string, says: string, { partitions, retentionMs, message }: { partitions: number; retentionMs: number | null; message: string }): Json => ({
  address: name,
  description: says,
  messages: { [message]: ref(`components/messages/${message}`) },
  bindings: bound({
    topic: name,
    partitions,
    topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs ?? -1, 'max.message.bytes': Number(topicConfig(retentionMs)['max.message.bytes']) },
  }),
});

const channelsOf = ([name, { says, partitions, retention }]: readonly [string, TopicDefinition]): readonly (readonly [string, Json])[] => [
  [name, channelOf(name, says, { partitions, retentionMs: logRetentionMs(retention), message: name })],
  [`${name}.dlq`, channelOf(`${name}.dlq`, `What consumers of ${name} refused.`, { partitions, retentionMs: logRetentionMs(deadLetterRetention), message: 'dead-letter' })],
];

const messageOf = ({ says, type, value, key }: TopicDefinition, name: string): Json => ({
  name: type,
  title: name,
  summary: says,
  contentType: 'application/json',
  headers: eventHeaders(type),
  payload: jsonSchemaOf(value, { io: 'input', target: 'draft-7' }),
  bindings: bound({ key: text(`${keyShape({ key })}: records of one key keep their order.`) }),
});

const deadLetter: Json = {
  name: 'streamforge.dead-letter',
  title: 'Dead letter',
  summary: 'A refused record, its bytes and headers as they came.',
  headers: letterHeaders,
  payload: { description: 'The original bytes.' },
};

/** What the log grants, and why. */
interface Edge {
  readonly action: 'receive' | 'send';
  readonly channel: string;
  readonly says: string;
  readonly group?: string;
}

const operationOf = ({ action, channel, says, group }: Edge): Json => ({
  action,
  summary: says,
  channel: ref(`channels/${channel}`),
  ...group !== undefined && { bindings: bound({ groupId: { type: 'string', enum: [group] } }) },
});

const receiving = (who: string, { consumes, ...definition }: Reader, channel: string): Edge => {
  const consumer = Object.entries(consumes).find(([topic]) => topic === channel)?.[1];
  if (consumer !== undefined) return { action: 'receive', channel, says: `${who} consumes it.`, group: consumer.group };
  const read = readOf({ consumes, ...definition }).map(String);
  if (read.includes(channel)) return { action: 'receive', channel, says: `${who} hears all of it, in every instance and without a group.` };
  if (read.some((topic) => channel === `${topic}.dlq`)) return { action: 'receive', channel, says: `${who} sees there what it refused before, to write nothing twice.` };
  return { action: 'receive', channel, says: `${who} shows it to who asks, without a group.` };
};

const sending = (who: string, { produces }: Reader, channel: string): Edge => {
  if (channel.endsWith('.dlq')) return { action: 'send', channel, says: `${who} keeps what it refuses.` };
  return { action: 'send', channel, says: produces.some((topic) => topic === channel) ? `${who} produces it.` : `${who} hands dead letters back to it.` };
};

type Reader = Parameters<typeof grantsOf>[0];

/** Exactly what the log lets it read and write. */
const operationsOf = (who: string, definition: Reader, { topics, services }: Contract): readonly (readonly [string, Json])[] =>
  grantsOf(definition, Object.keys(topics), services).filter(({ resource }) => resource === 'topic').flatMap(({ name, operations }) => [
    ...operations.includes('Read') ? [receiving(who, definition, name)] : [],
    ...operations.includes('Write') ? [sending(who, definition, name)] : [],
  ]).map((edge) => [`${who}.${edge.action}.${edge.channel}`, operationOf(edge)] as const);

/** AsyncAPI 3 of a contract. */
export const asyncApi = (contract: Contract): Json => {
  const topics = Object.entries(contract.topics);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'StreamForge',
      version: PLATFORM_VERSION,
      description: 'Events of StreamForge over Kafka: JSON values with CloudEvents 1.0 headers in binary mode. Decimals are text; times are epoch milliseconds.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: 'kafka.example.com:9093', protocol: 'kafka-secure', description: 'Your cluster.', security: [ref('components/securitySchemes/user')],
      },
    },
    channels: Object.fromEntries(topics.flatMap(channelsOf)),
    operations: Object.fromEntries([...servicesOf(contract), ['command-line', contract.commandLine] as const].flatMap(([name, definition]) => operationsOf(name, definition, contract))),
    components: {
      securitySchemes: { user: { type: 'scramSha512', description: 'A KafkaUser: charts/platform/generated/users.yaml.' } },
      messages: { ...Object.fromEntries(topics.map(([name, topic]) => [name, messageOf(topic, name)])), 'dead-letter': deadLetter },
    },
  };
};
