/** What a Kafka endpoint's URL and secrets say. */
import type { ConnectionOptions } from 'node:tls';
import { parseEndpoint, type Endpoint, type HostAndPort } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';
import { codec } from './codecs/decompress.ts';

export interface KafkaSettings {
  readonly seeds: readonly HostAndPort[];
  readonly ssl: ConnectionOptions | null;
  readonly sasl: { readonly mechanism: string; readonly username: string; readonly password: string } | null;
  /** Copies of each partition of the topics that are made; undefined for three, or one per broker where there are fewer. */
  readonly replication: number | undefined;
  readonly compression: number;
  /** Milliseconds without a sign of life after which a member of a group is taken for dead; undefined for the usual. */
  readonly sessionMs: number | undefined;
}

const compressions: Readonly<Record<string, number>> = { none: codec.none, gzip: codec.gzip };
/** `prefix` is not ours: it names the topics of a platform that shares its cluster. */
const options: readonly string[] = ['replication', 'compression', 'session', 'prefix'];

const invalid = (detail: string): never => {
  throw new TerminalError('CONFIG_INVALID', detail);
};

const replicationOf = (text: string | null): number | undefined => {
  if (text === null) return undefined;
  return /^[1-9]\d?$/.test(text) ? Number(text) : invalid(`replication=${text}: it is a number of brokers, such as 3.`);
};

/** Brokers take no longer session, unless they are set up so; the shortest is theirs to say. */
const longestSession = 1_800;

const sessionOf = (text: string | null): number | undefined => {
  if (text === null) return undefined;
  const seconds = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= longestSession ? seconds * 1_000 : invalid(`session=${text}: it is a number of seconds, such as 30, at most ${longestSession}.`);
};

/** Reads `kafka://host:port,…` or `kafka+tls://…`. Throws `CONFIG_INVALID`. A user logs in by SCRAM-SHA-512. */
export const kafkaSettings = (endpoint: Endpoint): KafkaSettings => {
  const { hosts, tls, user, password, ca, cert, key, query } = parseEndpoint(endpoint, { scheme: 'kafka', defaultPort: 9_092 });
  const unknown = [...query.keys()].find((name) => !options.includes(name));
  if (unknown !== undefined) invalid(`${unknown}: a Kafka URL takes ${options.join(', ')}.`);
  const compression = query.get('compression') ?? 'gzip';
  return {
    seeds: hosts,
    ssl: tls ? { ...ca !== undefined && { ca }, ...cert !== undefined && { cert }, ...key !== undefined && { key } } : null,
    sasl: user === undefined ? null : { mechanism: 'scram-sha-512', username: user, password: password ?? '' },
    replication: replicationOf(query.get('replication')),
    sessionMs: sessionOf(query.get('session')),
    compression: compressions[compression] ?? invalid(`compression=${compression}: it is gzip or none.`),
  };
};
