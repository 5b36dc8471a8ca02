/** Servers that a fault run owns and may break: three brokers (three copies, two in sync), Postgres behind a proxy, S3. */
import { join } from 'node:path';
import { startKafka, type KafkaServer } from '@streamforge/backends/kafka';
import { startPostgres, type PostgresServer } from '@streamforge/backends/postgres';
import { startS3 } from '@streamforge/backends/s3';
import type { ClusterUrls } from '@streamforge/testing/cluster-place';
import { startTcpProxy, type TcpProxy } from '@streamforge/testing/tcp-proxy';
import { inScratch } from '../scratch.ts';

export interface FaultServers {
  readonly urls: ClusterUrls;
  readonly kafka: KafkaServer;
  readonly postgres: PostgresServer;
  /** Stands before Postgres for the services, not for the oracle. */
  readonly proxy: TcpProxy;
}

export const BROKERS = 3;

/** Starts the servers, gives them to `use`, and stops them whatever happened. */
export const withFaultServers = <Result>(use: (servers: FaultServers) => Promise<Result>): Promise<Result> => inScratch(async (directory) => {
  const closing: (() => Promise<void>)[] = [];
  const kept = async <Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    closing.push(() => server.close());
    return server;
  };
  try {
    const [kafka, postgres, s3] = await Promise.all([
      kept(startKafka({ directory: join(directory, 'kafka'), brokers: BROKERS })),
      kept(startPostgres({ directory: join(directory, 'postgres') })),
      kept(startS3({ directory: join(directory, 's3') })),
    ]);
    const proxy = await kept(startTcpProxy({ host: '127.0.0.1', port: postgres.port }));
    return await use({ urls: { kafka: kafka.url, postgres: postgres.url, s3: s3.url }, kafka, postgres, proxy });
  } finally {
    for (const close of closing.toReversed()) await close().catch(() => undefined);
  }
});
