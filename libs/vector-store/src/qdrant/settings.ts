/** What a Qdrant URL says: `qdrant://:key@host:6333?prefix=desk.&timeout_ms=10000&replication=2&exact=true`. */
import { maskedUrl, parseEndpoint, type Endpoint, type ParsedEndpoint } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';

export interface QdrantSettings {
  readonly endpoint: ParsedEndpoint;
  /** Where the server is, for messages. */
  readonly at: string;
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Before the name of every collection, so that platforms share a server. */
  readonly prefix: string;
  /** Milliseconds until an answer is complete. */
  readonly timeoutMs: number;
  /** Compares with every vector instead of walking the graph. */
  readonly exact: boolean;
  /** Of new collections in a cluster; the server's own defaults when absent. */
  readonly replication: number | undefined;
  readonly writeConsistency: number | undefined;
  readonly shards: number | undefined;
}

const largest = { timeout_ms: 600_000, replication: 10, write_consistency: 10, shards: 1_000 } as const;
const known = ['prefix', 'exact', ...Object.keys(largest)];
const prefixName = /^[A-Za-z0-9._-]{1,100}$/;

/** Reads the endpoint. Throws `CONFIG_INVALID` naming what is wrong, and never the key. */
export const qdrantSettings = (given: Endpoint): QdrantSettings => {
  const endpoint = parseEndpoint(given, { scheme: 'qdrant', defaultPort: 6333 });
  const { hosts, tls, path, query, user, password, ca, cert, key } = endpoint;
  const refuse = (why: string): never => {
    throw new TerminalError('CONFIG_INVALID', `"${maskedUrl(given.url)}": ${why}.`);
  };
  const number = (name: keyof typeof largest): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= largest[name]) return value;
    return refuse(`${name} must be an integer from 1 to ${largest[name]}`);
  };
  const [place] = hosts;
  if (place === undefined || hosts.length > 1) return refuse('a vector store has one host; several need a balancer before them');
  if (path !== '') refuse('nothing follows the port; collections are kept apart by ?prefix=');
  if (user !== undefined && user !== '') refuse('Qdrant knows no users; the API key is the password');
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`there is no option "${unknown}", only ${known.join(', ')}`);
  const prefix = query.get('prefix') ?? '';
  if (prefix !== '' && !prefixName.test(prefix)) refuse('prefix must be 1 to 100 letters, digits, dots, _ and -');
  const exact = query.get('exact') ?? 'false';
  if (exact !== 'true' && exact !== 'false') refuse('exact must be true or false');
  if ((ca ?? cert ?? key) !== undefined && !tls) refuse('certificates are given, so the scheme should be qdrant+tls');
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return {
    endpoint,
    at: `${place.host}:${place.port}`,
    url: `${tls ? 'https' : 'http'}://${host}:${place.port}`,
    apiKey: password === '' ? undefined : password,
    prefix,
    timeoutMs: number('timeout_ms') ?? 10_000,
    exact: exact === 'true',
    replication: number('replication'),
    writeConsistency: number('write_consistency'),
    shards: number('shards'),
  };
};
