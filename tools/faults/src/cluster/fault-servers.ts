/** Servers that a fault run owns and may break: three brokers (three copies, two in sync), Postgres behind a proxy, S3, Qdrant's engine. */
import { rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { startKafka, type KafkaServer } from '@streamforge/backends/kafka';
import { startPostgres, type PostgresServer } from '@streamforge/backends/postgres';
import { startQdrant } from '@streamforge/backends/qdrant';
import { startS3 } from '@streamforge/backends/s3';
import type { ClusterUrls } from '@streamforge/testing/cluster-place';
import { startTcpProxy, type TcpProxy } from '@streamforge/testing/tcp-proxy';
import { inScratch } from '../scratch.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

export interface FaultServers {
  readonly urls: ClusterUrls;
  readonly kafka: KafkaServer;
  readonly postgres: PostgresServer;
  /** Stands before Postgres for the services, not for the oracle. */
  readonly proxy: TcpProxy;
  /** For the store's tables; undefined where none can be mounted. */
  readonly smallDisk: SmallDisk | undefined;
}

export const BROKERS = 3;

const signals = ['SIGINT', 'SIGTERM'] as const;

/** A broker that fell silent is fenced, and a member of a group taken for dead, within seconds, so that a fault takes no longer. */
const brokerSettings = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500', 'group.min.session.timeout.ms': '1000' };
/** Of the members of a group. */
export const SESSION_SECONDS = 3;

/** Starts the servers, gives them to `use`, and stops them whatever happened, also when somebody interrupts it. */
export const withFaultServers = <Result>(use: (servers: FaultServers) => Promise<Result>): Promise<Result> => inScratch(async (directory) => {
  // Postgres runs as another user, who must be able to pass.
  await chmod(directory, 0o755);
  const closing: (() => Promise<void>)[] = [];
  const kept = async <Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    closing.push(() => server.close());
    return server;
  };
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).toReversed()) await each().catch(() => undefined);
  };
  const interrupted = (): void => void close().finally(() => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(130);
  });
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const [kafka, postgres, s3, qdrant] = await Promise.all([
      kept(startKafka({ directory: join(directory, 'kafka'), brokers: BROKERS, settings: brokerSettings })),
      kept(startPostgres({ directory: join(directory, 'postgres') })),
      kept(startS3({ directory: join(directory, 's3') })),
      kept(startQdrant({ directory: join(directory, 'qdrant') })),
    ]);
    const proxy = await kept(startTcpProxy({ host: '127.0.0.1', port: postgres.port }));
    const smallDisk = await mountSmallDisk(join(directory, 'small'), postgres.url);
    // It can be taken away only once Postgres has ended.
    if (smallDisk !== undefined) closing.unshift(() => smallDisk.close());
    const urls = { kafka: `${kafka.url}?session=${SESSION_SECONDS}`, postgres: postgres.url, s3: s3.url, qdrant: qdrant.url };
    return await use({ urls, kafka, postgres, proxy, smallDisk });
  } finally {
    await close();
    for (const signal of signals) process.removeListener(signal, interrupted);
  }
});

/** The same servers for runs of minutes on a busy machine: a member may be silent for longer. */
export const patient = (urls: ClusterUrls): ClusterUrls => ({ ...urls, kafka: urls.kafka.replace(/session=\d+/, 'session=10') });

let shared: Promise<FaultServers> | undefined;

/** Servers for all who ask in this process; they end when nothing else is left to do. */
export const sharedFaultServers = (): Promise<FaultServers> => shared ??= new Promise((resolve, reject) => {
  withFaultServers(async (servers) => {
    resolve(servers);
    await new Promise((end) => process.once('beforeExit', end));
  }).catch(reject);
});
