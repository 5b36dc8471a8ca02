/** What an ArangoDB URL says: `arangodb://user:password@host:port,host2:port/database?pool=6&timeout_ms=10000&replication=3`. */
import { parseEndpoint, type Endpoint, type HostAndPort, type ParsedEndpoint } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';

export interface ArangoSettings {
  readonly endpoint: ParsedEndpoint;
  readonly database: string;
  /** Requests under way at once. */
  readonly pool: number;
  /** Milliseconds until the head of an answer, and again until its end. */
  readonly timeoutMs: number;
  /** Of new collections in a cluster; the database's own defaults when absent. */
  readonly replication: number | undefined;
  readonly writeConcern: number | undefined;
  readonly shards: number | undefined;
}

const largest = { pool: 64, timeout_ms: 600_000, replication: 10, write_concern: 10, shards: 1_000 } as const;
type Name = keyof typeof largest;
const isName = (name: string): name is Name => Object.hasOwn(largest, name);

/** Hosts and ports for messages. */
export const placesOf = (hosts: readonly HostAndPort[]): string => hosts.map(({ host, port }) => `${host}:${port}`).join(',');

/** Reads the endpoint. Throws `CONFIG_INVALID` naming what is wrong, and never a secret. */
export const arangoSettings = (given: Endpoint): ArangoSettings => {
  const endpoint = parseEndpoint(given, { scheme: 'arangodb', defaultPort: 8529 });
  const refuse = (detail: string): never => {
    throw new TerminalError('CONFIG_INVALID', `arangodb://${placesOf(endpoint.hosts)}: ${detail}`);
  };
  const known = Object.keys(largest).join(', ');
  for (const name of endpoint.query.keys()) if (!isName(name)) refuse(`"${name}" is no parameter; known are ${known}.`);
  const number = (name: Name): number | undefined => {
    const text = endpoint.query.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= largest[name]) return value;
    return refuse(`${name} must be an integer from 1 to ${largest[name]}.`);
  };
  if (endpoint.path === '' || endpoint.path.includes('/')) refuse('the URL ends in the name of one database, such as /streamforge.');
  const certified = (endpoint.ca ?? endpoint.cert ?? endpoint.key) !== undefined;
  if (certified && !endpoint.tls) refuse('certificates are given, so the scheme should be arangodb+tls.');
  return {
    endpoint,
    database: endpoint.path.normalize('NFC'),
    pool: number('pool') ?? 3 * endpoint.hosts.length,
    timeoutMs: number('timeout_ms') ?? 10_000,
    replication: number('replication'),
    writeConcern: number('write_concern'),
    shards: number('shards'),
  };
};
