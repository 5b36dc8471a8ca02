/** Every way in which a server may refuse, and what a person must be told. */
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import type { RefusalCase } from './refusal.ts';
import { missingPrefix, passwordOf, prefixOf, wrongPassword, type RefusingServers, type User } from './servers.ts';

type Env = Readonly<Record<string, string>>;

const withQuery = (url: string, query: string): string => `${url}${url.includes('?') ? '&' : '?'}${query}`;
const placeOf = (url: string): RegExp => new RegExp((/(?:@|\/\/)([^/@?]+)(?:[/?]|$)/.exec(url)?.[1] ?? '').replaceAll('.', String.raw`\.`));
const without = (url: string): string => url.replace('+tls', '');
const moved = (url: string, place: string): string => url.replace(/((?:@|\/\/))[^/@?]+(?=[/?]|$)/, `$1${place}`);
const overTls = (url: string): string => url.replace(/^([a-z0-9]+):/, '$1+tls:');

const candle = {
  exchange: 'test', symbol: 'BTC', interval: '1m', openTime: Date.UTC(2024, 0, 1), open: '1', high: '2', low: '1', close: '2', volume: '1', closed: true,
};

/** Puts one candle into the log, beside whatever the service may do. */
const produceCandle = async (url: string, prefix = ''): Promise<void> => {
  const log = await openKafkaEventLog({ endpoint: { url }, clock: systemClock });
  await log.produce(`${prefix}market.candles.v1`, [{ key: 'test:BTC:1m', value: JSON.stringify(candle) }]);
  await log.close();
};

/** Settings with which ingest runs. */
export const workingEnv = ({ files, kafka, postgres, s3 }: RefusingServers): Env => ({
  EVENT_LOG_URL: kafka.url, EVENT_LOG_USER: 'app', EVENT_LOG_PASSWORD: passwordOf('app'), EVENT_LOG_CA_FILE: files.ca,
  DOCUMENTS_URL: postgres.url, RELATIONAL_URL: postgres.url, OBJECTS_URL: s3.url,
});

const withLogin = (user: User): Env => ({ EVENT_LOG_USER: user, EVENT_LOG_PASSWORD: passwordOf(user) });
const plainLog = (url: string): Env => ({ EVENT_LOG_URL: url, EVENT_LOG_USER: '', EVENT_LOG_PASSWORD: '', EVENT_LOG_CA_FILE: '' });

const ofKafka = ({ files, kafka, postgres, doors }: RefusingServers): readonly RefusalCase[] => {
  const at = placeOf(kafka.url);
  const start = 'ingest';
  const as = (user: User): Env => ({ ...withLogin(user), EVENT_LOG_URL: withQuery(kafka.url, `prefix=${prefixOf(user)}`) });
  return [
    { what: 'wrong password, Kafka', start, env: { EVENT_LOG_PASSWORD: wrongPassword }, code: 'BACKEND_CREDENTIALS', names: [at] },
    { what: 'unknown user, Kafka', start, env: { EVENT_LOG_USER: 'ghost' }, code: 'BACKEND_CREDENTIALS', names: [at] },
    { what: 'expired certificate, Kafka', start, env: { ...plainLog(kafka.expiredUrl), EVENT_LOG_CA_FILE: files.ca }, code: 'BACKEND_UNTRUSTED', names: [placeOf(kafka.expiredUrl), /expired/] },
    { what: 'topics not granted, Kafka', start, env: as('no-topics'), code: 'BACKEND_FORBIDDEN', names: [/no-topics\.(?:market|documents)\./] },
    { what: 'group not granted, Kafka', start, env: as('no-group'), code: 'BACKEND_FORBIDDEN', names: [/group no-group\.ingest/] },
    { what: 'topic read not granted, Kafka', start, env: as('no-read'), code: 'BACKEND_FORBIDDEN', names: [/no-read\.(?:market|documents)\./] },
    {
      what: 'topic write not granted, Kafka', start, env: as('no-write'), code: 'BACKEND_FORBIDDEN', names: [/market\.bars\.v1/],
      atRunTime: () => produceCandle(kafka.adminUrl, prefixOf('no-write')),
    },
    { what: 'topic creation not granted, Kafka', start: 'topics apply', env: { ...withLogin('no-create'), EVENT_LOG_URL: withQuery(kafka.url, `prefix=${missingPrefix}`) }, code: 'BACKEND_FORBIDDEN', names: [/nowhere\./] },
    { what: 'missing topics, Kafka', start, env: { EVENT_LOG_URL: withQuery(kafka.url, `prefix=${missingPrefix}`) }, code: 'TOPIC_MISSING', names: [/market\.candles\.v1/] },
    { what: 'more copies than brokers, Kafka', start: 'topics apply', env: { EVENT_LOG_URL: withQuery(kafka.url, `prefix=copies.&replication=3`) }, code: 'REPLICAS_TOO_FEW', names: [/copies\./] },
    { what: 'unknown authority, Kafka', start, env: { EVENT_LOG_CA_FILE: files.strangerCa }, code: 'BACKEND_UNTRUSTED', names: [at] },
    { what: 'encryption forgotten, Kafka', start, env: { EVENT_LOG_URL: without(kafka.url), EVENT_LOG_CA_FILE: '' }, code: 'BACKEND_MISMATCH', names: [at] },
    { what: 'encryption where there is none, Kafka', start, env: { EVENT_LOG_URL: overTls(kafka.adminUrl) }, code: 'BACKEND_MISMATCH', names: [placeOf(kafka.adminUrl)] },
    { what: 'Postgres where Kafka should be', start, env: plainLog(moved(kafka.adminUrl, placeText(postgres.url))), code: 'BACKEND_MISMATCH', names: [placeOf(postgres.url)] },
    { what: 'a web server where Kafka should be', start, env: plainLog(moved(kafka.adminUrl, doors.web)), code: 'BACKEND_MISMATCH', names: [placeOf(`//${doors.web}`)] },
  ];
};

const placeText = (url: string): string => /(?:@|\/\/)([^/@?]+)(?:[/?]|$)/.exec(url)?.[1] ?? '';
const passwordIn = (url: string, password: string): string => url.replace(/(:\/\/[^:]+:)[^@]+@/, `$1${password}@`);

const ofPostgres = ({ files, kafka, postgres, doors }: RefusingServers): readonly RefusalCase[] => {
  const at = placeOf(postgres.url);
  const documents = (url: string): Env => ({ DOCUMENTS_URL: url });
  const start = 'ingest';
  return [
    { what: 'wrong password, Postgres', start, env: documents(passwordIn(postgres.url, wrongPassword)), code: 'BACKEND_CREDENTIALS', names: [at] },
    { what: 'wrong database, Postgres', start, env: documents(postgres.url.replace(/\/[^/]*$/, '/elsewhere')), code: 'BACKEND_MISMATCH', names: [at, /"elsewhere"/] },
    { what: 'schema not granted, Postgres', start, env: documents(postgres.readerUrl), code: 'BACKEND_FORBIDDEN', names: [at] },
    { what: 'expired certificate, Postgres', start, env: { ...documents(postgres.expiredUrl), DOCUMENTS_CA_FILE: files.ca }, code: 'BACKEND_UNTRUSTED', names: [placeOf(postgres.expiredUrl), /expired/] },
    { what: 'unknown authority, Postgres', start, env: { ...documents(postgres.tlsUrl), DOCUMENTS_CA_FILE: files.strangerCa }, code: 'BACKEND_UNTRUSTED', names: [placeOf(postgres.tlsUrl)] },
    { what: 'encryption where there is none, Postgres', start, env: documents(overTls(postgres.url)), code: 'BACKEND_MISMATCH', names: [at] },
    { what: 'Kafka where Postgres should be', start, env: documents(moved(postgres.url, placeText(kafka.adminUrl))), code: 'BACKEND_MISMATCH', names: [placeOf(kafka.adminUrl)] },
    { what: 'a web server where Postgres should be', start, env: documents(moved(postgres.url, doors.web)), code: 'BACKEND_MISMATCH', names: [placeOf(`//${doors.web}`)] },
  ];
};

const ofS3 = ({ files, kafka, postgres, s3, doors }: RefusingServers): readonly RefusalCase[] => {
  const at = placeOf(s3.url);
  const objects = (url: string): Env => ({ OBJECTS_URL: url });
  const start = 'ingest';
  return [
    { what: 'wrong secret, S3', start, env: objects(passwordIn(s3.url, wrongPassword)), code: 'BACKEND_CREDENTIALS', names: [at] },
    { what: 'somebody else’s bucket, S3', start, env: objects(s3.guestUrl), code: 'BACKEND_FORBIDDEN', names: [at, /\bstreamforge\b/] },
    { what: 'expired certificate, S3', start, env: { ...objects(s3.expiredUrl), OBJECTS_CA_FILE: files.ca }, code: 'BACKEND_UNTRUSTED', names: [placeOf(s3.expiredUrl), /expired/] },
    { what: 'unknown authority, S3', start, env: { ...objects(s3.expiredUrl), OBJECTS_CA_FILE: files.strangerCa }, code: 'BACKEND_UNTRUSTED', names: [placeOf(s3.expiredUrl)] },
    { what: 'Postgres where S3 should be', start, env: objects(moved(s3.url, placeText(postgres.url))), code: 'BACKEND_MISMATCH', names: [placeOf(postgres.url)] },
    { what: 'Kafka where S3 should be', start, env: objects(moved(s3.url, placeText(kafka.adminUrl))), code: 'BACKEND_MISMATCH', names: [placeOf(kafka.adminUrl)] },
    { what: 'a web server where S3 should be', start, env: objects(moved(s3.url, doors.web)), code: 'BACKEND_MISMATCH', names: [placeOf(`//${doors.web}`)] },
  ];
};

const ofArangoDb = ({ postgres, arangodb, doors }: RefusingServers): readonly RefusalCase[] => {
  const at = placeOf(arangodb.url);
  const documents = (url: string): Env => ({ DOCUMENTS_URL: url });
  const start = 'ingest';
  return [
    { what: 'wrong password, ArangoDB', start, env: documents(passwordIn(arangodb.url, wrongPassword)), code: 'BACKEND_CREDENTIALS', names: [at] },
    { what: 'database not granted, ArangoDB', start, env: documents(arangodb.readerUrl), code: 'BACKEND_FORBIDDEN', names: [at, /refusals/] },
    { what: 'Postgres where ArangoDB should be', start, env: documents(moved(arangodb.url, placeText(postgres.url))), code: 'BACKEND_MISMATCH', names: [placeOf(postgres.url)] },
    { what: 'a web server where ArangoDB should be', start, env: documents(moved(arangodb.url, doors.web)), code: 'BACKEND_MISMATCH', names: [placeOf(`//${doors.web}`)] },
  ];
};

/** Nobody answers, in three ways, for each kind of server. */
const ofNobody = ({ kafka, postgres, s3, arangodb, doors }: RefusingServers): readonly RefusalCase[] => {
  const kinds: readonly (readonly [string, (place: string) => Env])[] = [
    ['Kafka', (place) => plainLog(moved(kafka.adminUrl, place))],
    ['Postgres', (place) => ({ DOCUMENTS_URL: moved(postgres.url, place) })],
    ['S3', (place) => ({ OBJECTS_URL: moved(s3.url, place) })],
    ['ArangoDB', (place) => ({ DOCUMENTS_URL: moved(arangodb.url, place) })],
  ];
  return kinds.flatMap(([kind, env]): readonly RefusalCase[] => [
    { what: `nothing listens, ${kind}`, start: 'ingest', env: env(doors.closed), code: 'BACKEND_UNREACHABLE', names: [placeOf(`//${doors.closed}`)] },
    { what: `packets are dropped, ${kind}`, start: 'ingest', env: env(doors.dropping), code: 'BACKEND_UNREACHABLE', names: [placeOf(`//${doors.dropping}`)] },
    { what: `a silent server, ${kind}`, start: 'ingest', env: env(doors.silent), code: kind === 'Postgres' ? 'BACKEND_MISMATCH' : 'BACKEND_UNREACHABLE', names: [placeOf(`//${doors.silent}`)] },
  ]);
};

/** All of them; those that wait for time-outs first, so that the others run beside them. */
export const refusalCases = (servers: RefusingServers): readonly RefusalCase[] =>
  [ofNobody, ofKafka, ofPostgres, ofS3, ofArangoDb].flatMap((cases) => cases(servers));

const nowhere = 'kafka://u:p@h:1/d';

/** Servers that are none: the names of the cases depend on none. */
const noServers: RefusingServers = {
  files: { ca: '', strangerCa: '', server: '', serverCert: '', serverKey: '', expiredServer: '', expiredServerCert: '', expiredServerKey: '', clients: {} },
  kafka: { url: nowhere, expiredUrl: nowhere, adminUrl: nowhere },
  postgres: { url: nowhere, tlsUrl: nowhere, expiredUrl: nowhere, readerUrl: nowhere },
  s3: { url: nowhere, guestUrl: nowhere, expiredUrl: nowhere },
  arangodb: { url: nowhere, readerUrl: nowhere },
  doors: { closed: 'h:1', silent: 'h:1', dropping: 'h:1', web: 'h:1', close: () => Promise.resolve() },
  secrets: [],
};

export const refusalNames: readonly string[] = refusalCases(noServers).map(({ what }) => what);
