/** What a Kafka cluster is like, seen by the user that services log in as. Nothing is written. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import type { Clock } from '@streamforge/determinism/clock';
import type { TopicSpec } from '../../port.ts';
import { Cluster } from '../cluster.ts';
import { BrokerConnection, type ApiVersions, type ConnectionParts } from '../connection.ts';
import { logFailure, openingError } from '../failure.ts';
import { kafkaSettings } from '../settings.ts';
import { describeConfigs } from '../wire/topics.ts';
import { authorizedMetadata } from './authorized.ts';
import { rightsFindings, type LogNeeds } from './rights.ts';
import { judgedSettings, shapeFindings } from './shape.ts';

export type { LogNeeds } from './rights.ts';

export interface DiagnoseKafka {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** What findings say that they are about. */
  readonly about: string;
  /** The topics that are examined, as the contract wants them. */
  readonly topics: readonly TopicSpec[];
  readonly needs: readonly LogNeeds[];
}

const connectMs = 2_500;
const requestMs = 3_000;

/** Requests that tell releases apart (Kafka protocol, "API keys"): Kafka 4.0 speaks no Fetch below 4. */
const fetchKey = 1;
const firstFetchOf4 = 4;
const marks: readonly (readonly [key: number, since: string])[] = [[75, '3.8'], [68, '3.7'], [60, '2.8'], [44, '2.3']];

const releaseOf = (versions: ApiVersions): string => {
  if ((versions[fetchKey]?.minVersion ?? 0) >= firstFetchOf4) return '4.0 or newer';
  const since = marks.find(([key]) => versions[key] !== undefined)?.[1];
  return since === undefined ? 'older than 2.3' : `${since} or newer`;
};

const complaint = (about: string, error: unknown, address: string): Finding => {
  const { code, message, fix }: { code: ErrorCode; message: string; fix: string } = error instanceof StreamForgeError ? error : openingError(error, address);
  return wrong(about, `${code}: ${message}`, fix);
};

/** Each address of the URL, by itself: a seed that is gone is noticed before the others are, too. */
const seedFindings = async (about: string, parts: ConnectionParts): Promise<readonly Finding[]> => {
  const tried = await Promise.all(parts.settings.seeds.map(async (seed) => {
    const connection = new BrokerConnection(seed, parts);
    try {
      await connection.connect();
      return ok(about, `${connection.address} answers: Kafka ${releaseOf(connection.versions)}${parts.settings.sasl === null ? '' : `, and lets ${parts.settings.sasl.username} in`}`);
    } catch (error) {
      return complaint(about, error, connection.address);
    } finally {
      connection.close();
    }
  }));
  const anyAnswers = tried.some(({ state }) => state === 'ok');
  return tried.map((finding) => (anyAnswers && finding.state === 'wrong' ? { ...finding, state: 'warning' } : finding));
};

const clusterFindings = async (cluster: Cluster, { about, topics, needs }: DiagnoseKafka): Promise<readonly Finding[]> => {
  const names = topics.map(({ name }) => name);
  await cluster.refresh([]);
  const state = await cluster.ask(authorizedMetadata(names));
  const there = state.topics.filter(({ errorCode }) => errorCode === 0).map(({ name }) => name);
  const settings = there.length === 0 ? new Map() : await cluster.ask(describeConfigs(there, judgedSettings));
  return [
    ...shapeFindings({ about, wanted: topics, topics: state.topics, settings, brokers: state.nodes.length }),
    ...await rightsFindings(cluster, about, state.topics, needs),
    ok(about, 'the brokers’ clocks were not asked: they tell their time only in records'),
  ];
};

/** Examines each address, the shape of the topics and the user's rights, within nine seconds. Throws `CONFIG_INVALID` for a URL that can't be read. */
export const diagnoseKafka = async (options: DiagnoseKafka): Promise<readonly Finding[]> => {
  const { endpoint, clock, about } = options;
  const settings = kafkaSettings(endpoint);
  const parts: ConnectionParts = { settings, clock, clientId: 'streamforge-doctor', log: () => undefined, connectMs, requestMs };
  const seeds = await seedFindings(about, parts);
  if (seeds.every(({ state }) => state === 'wrong')) return seeds;
  const cluster = new Cluster(parts);
  try {
    return [...seeds, ...await clusterFindings(cluster, options)];
  } catch (error) {
    const { code, message, fix } = logFailure(error);
    return [...seeds, code === 'BACKEND_FORBIDDEN' ? wrong(about, message, fix) : warning(about, message, fix)];
  } finally {
    cluster.close();
  }
};
