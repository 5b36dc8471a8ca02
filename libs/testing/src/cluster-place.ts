/** A platform's place on the shared servers: topics, groups and collections behind a prefix, a schema and a bucket of its own. */
import { randomUUID } from 'node:crypto';
import { serviceOf, type ServiceName } from '@streamforge/contracts/services';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { openPool } from '@streamforge/postgres/pool';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import { topicsOf } from '@streamforge/service-host/topics';
import { openPorts } from '@streamforge/wiring/open-ports';
import { Kafka, logLevel } from 'kafkajs';
import { backendUrl } from './backend.ts';
import { dropCollections } from './drop-collections.ts';

/** The servers that a distributed platform runs on. */
export interface ClusterUrls {
  readonly kafka: string;
  readonly postgres: string;
  readonly s3: string;
  readonly qdrant: string;
}

/** The servers that run here, or undefined, with a notice, when one is missing; in CI that is an error. */
export const clusterUrls = (): ClusterUrls | undefined => {
  const [kafka, postgres, s3, qdrant] = [backendUrl('kafka'), backendUrl('postgres'), backendUrl('s3'), backendUrl('qdrant')];
  return kafka === undefined || postgres === undefined || s3 === undefined || qdrant === undefined ? undefined : { kafka, postgres, s3, qdrant };
};

export interface ClusterPlace {
  /** Settings of every process of the platform. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens every port. */
  open(clock?: Clock): Promise<OpenPorts>;
  /** Removes topics, groups, tables and collections; what is in the bucket stays with the server. */
  dispose(): Promise<void>;
}

const withQuery = (url: string, name: string, value: string): string => `${url}${url.includes('?') ? '&' : '?'}${name}=${value}`;

const everything = ['events', 'documents', 'objects', 'relational', 'vectors'] as const;

/** Makes the topics of the services, each with so many partitions, and answers where they are. */
export const clusterPlace = async (urls: ClusterUrls, services: readonly ServiceName[], partitions: number): Promise<ClusterPlace> => {
  const name = `t${randomUUID().slice(0, 8)}`;
  const prefix = `${name}.`;
  const vectors = services.some((service) => serviceOf(service).ports.includes('vectors')) ? { url: withQuery(urls.qdrant, 'prefix', prefix) } : undefined;
  const postgres = withQuery(urls.postgres, 'schema', name);
  const env = {
    EVENT_LOG_URL: withQuery(urls.kafka, 'prefix', prefix),
    DOCUMENTS_URL: postgres,
    RELATIONAL_URL: postgres,
    OBJECTS_URL: urls.s3.replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    ...vectors !== undefined && { VECTORS_URL: vectors.url },
  };
  const open = (clock: Clock = systemClock): Promise<OpenPorts> => openPorts(HostSettings.parse(env), clock, everything.filter((port) => port !== 'vectors' || vectors !== undefined));
  const topics = [...new Set(services.flatMap(topicsOf))];
  const made = await openPorts(HostSettings.parse(env), systemClock, ['events']);
  await made.events.apply(topics.map((topic) => ({ name: topic, partitions, retentionMs: null })));
  await made.close();
  return {
    env, open,
    dispose: async () => {
      await removeTopics(urls.kafka, prefix);
      const pool = await openPool({ endpoint: { url: urls.postgres }, applicationName: 'tests' });
      await pool.query(`DROP SCHEMA IF EXISTS "${name}" CASCADE`);
      await pool.close();
      if (vectors !== undefined) await dropCollections(vectors);
    },
  };
};

const removeTopics = async (url: string, prefix: string): Promise<void> => {
  const brokers = /^kafka:\/\/([^/?]+)/.exec(url)?.[1]?.split(',') ?? [];
  const admin = new Kafka({ clientId: 'tests', brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
};
