/** server.properties of one broker, which is a controller too (KRaft combined mode). */
import { join } from 'node:path';
import type { KafkaSecurity } from './kafka-security.ts';
import { host } from './ports.ts';

export interface BrokerPorts {
  /** Plain text on loopback: the clients' listener, or with security the administrator's only. */
  readonly plain: number;
  readonly controller: number;
  /** SASL_SSL with SCRAM-SHA-512. */
  readonly sasl?: number;
  /** TLS with a client certificate. */
  readonly mutual?: number;
}

const MAX_RECORD_BATCH = 16 * 1024 * 1024 + 64 * 1024;

const listenersOf = (ports: BrokerPorts): readonly (readonly [name: string, protocol: string, port: number])[] => [
  ['PLAIN', 'PLAINTEXT', ports.plain],
  ...ports.sasl === undefined ? [] : [['SASL', 'SASL_SSL', ports.sasl] as const],
  ...ports.mutual === undefined ? [] : [['MUTUAL', 'SSL', ports.mutual] as const],
];

const securityLines = (security: KafkaSecurity): Readonly<Record<string, string>> => ({
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  // Brokers and the administrator come by the plain listener, whose clients have no name.
  'super.users': 'User:ANONYMOUS;User:admin',
  'allow.everyone.if.no.acl.found': 'false',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.sasl.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.sasl.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.location': security.expired === true ? security.files.expiredServer : security.files.server,
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': security.files.ca,
  'listener.name.mutual.ssl.client.auth': 'required',
  'ssl.principal.mapping.rules': 'RULE:^.*CN=([^,]+).*$/$1/,DEFAULT',
  // A refused client hears of it in time.
  'connection.failed.authentication.delay.ms': '100',
});

/** The text of the file. Replication follows the number of brokers: three copies of which two must be in sync, or a single one. */
export const kafkaProperties = (directory: string, id: number, all: readonly BrokerPorts[], security?: KafkaSecurity): string => {
  const ports = all[id - 1];
  if (ports === undefined) throw new Error(`There is no broker ${id}.`);
  const copies = String(Math.min(3, all.length));
  const inSync = String(Math.max(1, Math.min(3, all.length) - 1));
  const listeners = listenersOf(ports);
  const lines: Readonly<Record<string, string>> = {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': all.map(({ controller }, index) => `${index + 1}@${host}:${controller}`).join(','),
    'listeners': [...listeners.map(([name, , port]) => `${name}://${host}:${port}`), `CONTROLLER://${host}:${ports.controller}`].join(','),
    'advertised.listeners': listeners.map(([name, , port]) => `${name}://${host}:${port}`).join(','),
    'listener.security.protocol.map': [...listeners.map(([name, protocol]) => `${name}:${protocol}`), 'CONTROLLER:PLAINTEXT'].join(','),
    'inter.broker.listener.name': 'PLAIN',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(directory, `broker-${id}`),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': '5',
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': '5',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
    'message.max.bytes': String(MAX_RECORD_BATCH),
    'replica.fetch.max.bytes': String(MAX_RECORD_BATCH),
    // Its default of 128 MB does not fit these heaps.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    'num.network.threads': '2',
    'num.io.threads': '4',
    'num.recovery.threads.per.data.dir': '2',
    ...security === undefined ? {} : securityLines(security),
  };
  return Object.entries(lines).map(([name, value]) => `${name}=${value}\n`).join('');
};
