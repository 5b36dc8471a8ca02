/** Real servers that let in some and refuse others: Kafka with users, grants and certificates, Postgres, S3; and doors behind which none is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificates, type CertificateFiles } from '@streamforge/backends/certificates';
import { startKafka } from '@streamforge/backends/kafka';
import { allow, type Grant } from '@streamforge/backends/kafka-acls';
import { startPostgres } from '@streamforge/backends/postgres';
import { startPostgresTls } from '@streamforge/backends/postgres-tls';
import { startS3 } from '@streamforge/backends/s3';
import { readBy, serviceOf } from '@streamforge/contracts/services';
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import { openPool } from '@streamforge/postgres/pool';
import { topicSpecs } from '@streamforge/wiring/topic-specs';
import { startArangoServer } from '@streamforge/testing/arangodb/server';
import { inScratch } from '../scratch.ts';
import { openWrongDoors, type WrongDoors } from './wrong-doors.ts';

/** Kafka's users: what each may not do is its name. */
export const users = ['app', 'no-topics', 'no-group', 'no-read', 'no-write', 'no-create'] as const;
export type User = (typeof users)[number];

export const passwordOf = (user: string): string => `${user}-password-7f3a`;
export const wrongPassword = 'wrong-password-51cd';

export interface RefusingServers {
  readonly files: CertificateFiles;
  readonly kafka: {
    /** SASL over TLS. */
    readonly url: string;
    /** Asks for a client's certificate, and shows one of its own that has expired. */
    readonly expiredUrl: string;
    /** Everything is allowed there, without encryption. */
    readonly adminUrl: string;
  };
  readonly postgres: { readonly url: string; readonly tlsUrl: string; readonly expiredUrl: string; readonly readerUrl: string };
  readonly s3: { readonly url: string; readonly guestUrl: string; readonly expiredUrl: string };
  readonly arangodb: { readonly url: string; readonly readerUrl: string };
  readonly doors: WrongDoors;
  /** Whatever of these shows in an output was told to somebody whom it does not concern. */
  readonly secrets: readonly string[];
}

/** No topic has this prefix. */
export const missingPrefix = 'nowhere.';

/** What ingest reads, and what it writes. */
const raw: readonly string[] = readBy('ingest');
const clean: readonly string[] = serviceOf('ingest').produces;
const letters = raw.map((topic) => `${topic}.dlq`);
const touched = [...raw, ...letters, ...clean];

/** Topics and groups of a user's own, so that members of one case take no partitions from another's. */
export const prefixOf = (user: User): string => `${user}.`;

const topicGrants = (user: User, names: readonly string[], operations: Grant['operations']): readonly Grant[] =>
  names.map((name) => ({ user, resource: 'topic' as const, name: `${prefixOf(user)}${name}`, operations }));
const group = (user: User): Grant => ({ user, resource: 'group', name: `${prefixOf(user)}ingest`, operations: ['read', 'describe'] });
const reads: Grant['operations'] = ['read', 'describe'];
const writes: Grant['operations'] = ['write', 'describe'];

const grants: readonly Grant[] = [
  { user: 'app', resource: 'topic', name: '*', operations: ['all'] },
  { user: 'app', resource: 'group', name: '*', operations: ['all'] },
  { user: 'app', resource: 'cluster', name: 'kafka-cluster', operations: ['all'] },
  group('no-topics'),
  ...topicGrants('no-group', raw, reads), ...topicGrants('no-group', [...clean, ...letters], writes),
  group('no-read'), ...topicGrants('no-read', raw, ['describe']), ...topicGrants('no-read', [...clean, ...letters], writes),
  group('no-write'), ...topicGrants('no-write', raw, reads), ...topicGrants('no-write', clean, ['describe']), ...topicGrants('no-write', letters, writes),
  { user: 'no-create', resource: 'topic', name: 'nowhere.', prefix: true, operations: ['describe'] },
];

const makeTopics = async (adminUrl: string): Promise<void> => {
  const log = await openKafkaEventLog({ endpoint: { url: adminUrl }, clock: systemClock });
  await log.apply(['', ...users.map(prefixOf)].flatMap((prefix) => topicSpecs(1)
    .filter(({ name }) => touched.includes(name)).map((spec) => ({ ...spec, name: `${prefix}${spec.name}` }))));
  await log.close();
};

/** Grants hold a moment later: all of them came in one request. */
const granted = async (url: string, caFile: string): Promise<void> => {
  const log = await openKafkaEventLog({ endpoint: { url, user: 'app', password: passwordOf('app'), ca: await readFile(caFile, 'utf8') }, clock: systemClock });
  for (let more = true; more;) {
    more = await log.offsets(`${prefixOf('app')}market.candles.v1`).then(() => false, () => true);
    await systemClock.sleep(100);
  }
  await log.close();
};

/** A user who may connect and read nothing. */
const makeReader = async (url: string): Promise<string> => {
  const pool = await openPool({ endpoint: { url }, applicationName: 'refusals' });
  await pool.query(`CREATE ROLE reader LOGIN PASSWORD '${passwordOf('reader')}'`);
  await pool.close();
  return url.replace(/\/\/[^@]*@/, `//reader:${passwordOf('reader')}@`);
};

const ownerSecret = (url: string): string => /:([^:@/]+)@/.exec(url)?.[1] ?? '';

/** Starts the servers, gives them to `use`, and stops them whatever happened. */
export const withRefusingServers = <Result>(use: (servers: RefusingServers) => Promise<Result>): Promise<Result> => inScratch(async (directory) => {
  const closing: (() => Promise<void>)[] = [];
  const kept = async <Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    closing.push(() => server.close());
    return server;
  };
  try {
    const files = await makeCertificates(directory);
    const expired = { cert: files.expiredServerCert, key: files.expiredServerKey };
    const startingKafka = async () => {
      const server = await kept(startKafka({
        directory: join(directory, 'kafka'),
        security: { files, users: Object.fromEntries(users.map((user) => [user, passwordOf(user)])) },
        settings: { 'listener.name.mutual.ssl.keystore.location': files.expiredServer, 'listener.name.mutual.ssl.keystore.type': 'PEM' },
      }));
      await makeTopics(server.adminUrl);
      await allow(server.adminUrl, grants);
      await granted(server.url, files.ca);
      return server;
    };
    const [kafka, postgres, s3, expiredS3, arangodb, doors] = await Promise.all([
      startingKafka(),
      kept(startPostgres({ directory: join(directory, 'postgres') })),
      kept(startS3({ directory: join(directory, 's3'), accounts: { guest: passwordOf('guest') } })),
      kept(startS3({ directory: join(directory, 's3-expired'), certificate: expired })),
      kept(startArangoServer({ users: [{ user: 'root', password: passwordOf('root'), may: 'all' }, { user: 'reader', password: passwordOf('reader'), may: 'nothing' }] })),
      kept(openWrongDoors()),
    ]);
    const [postgresTls, postgresExpired] = await Promise.all([
      kept(startPostgresTls(postgres.port, { cert: files.serverCert, key: files.serverKey })),
      kept(startPostgresTls(postgres.port, expired)),
    ]);
    const front = (port: number): string => postgres.url.replace('postgres:', 'postgres+tls:').replace(`:${postgres.port}/`, `:${port}/`);
    const arango = (user: string): string => `arangodb://${user}:${passwordOf(user)}@127.0.0.1:${arangodb.port}/refusals`;
    return await use({
      files,
      kafka: { url: kafka.url, expiredUrl: kafka.mutualUrl ?? '', adminUrl: kafka.adminUrl },
      postgres: { url: postgres.url, tlsUrl: front(postgresTls.port), expiredUrl: front(postgresExpired.port), readerUrl: await makeReader(postgres.url) },
      s3: { url: s3.url, guestUrl: s3.url.replace(/\/\/[^@]*@/, `//guest:${passwordOf('guest')}@`), expiredUrl: expiredS3.url },
      arangodb: { url: arango('root'), readerUrl: arango('reader') },
      doors,
      secrets: [
        ...[...users, 'reader', 'guest', 'root'].map(passwordOf), wrongPassword, ownerSecret(postgres.url), ownerSecret(s3.url), ownerSecret(expiredS3.url),
        (await readFile(files.clients['app']?.key ?? '', 'utf8')).split('\n')[1] ?? '',
      ],
    });
  } finally {
    for (const close of closing.toReversed()) await close().catch(() => undefined);
  }
});
