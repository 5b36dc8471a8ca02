/**
 * A strict Qdrant server for tests, written from the published HTTP API of Qdrant 1.19 (https://api.qdrant.tech): it keeps points in memory
 * for real, refuses what the documentation does not allow, and fails on purpose. What it is not: Qdrant. It has no storage, no index and no
 * cluster, and knows the requests that an adapter here may send; where the real server is lenient it is strict, and what the documentation
 * leaves open it answers in one of the ways left.
 */
import type { IncomingMessage } from 'node:http';
import { startStrictServer, type StrictAnswer, type StrictServer } from '../strict-server.ts';
import { Refusal } from './refusal.ts';
import { routeOf } from './routes.ts';
import { newState, type ServerState } from './state.ts';

export interface QdrantKey {
  readonly key: string;
  readonly may: 'write' | 'read';
}

export interface QdrantServerOptions {
  /** Everyone may do everything when absent. */
  readonly keys?: readonly QdrantKey[];
  readonly version?: string;
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** Another server's: both are then doors to the same data. */
  readonly state?: ServerState;
}

export interface QdrantServer extends StrictServer {
  readonly state: ServerState;
}

const refused = (status: number, message: string): StrictAnswer => ({ status, body: { status: { error: message }, time: 0.000_01 } });

/** What the key of a request may; these two answers are no JSON. */
const accessOf = (keys: readonly QdrantKey[] | undefined, { headers }: IncomingMessage): QdrantKey['may'] | StrictAnswer => {
  if (keys === undefined) return 'write';
  const given = headers['api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  if (given === undefined) return { status: 401, body: 'Must provide an API key or an Authorization bearer token' };
  return keys.find(({ key }) => key === given)?.may ?? { status: 401, body: 'Invalid API key or JWT' };
};

export const startQdrantServer = async ({ keys, version = '1.19.0', tls, state = newState() }: QdrantServerOptions = {}): Promise<QdrantServer> => {
  const answerTo = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    if (url.pathname === '/') return { status: 200, body: { title: 'qdrant - vector search engine', version, commit: '0'.repeat(40) } };
    const may = accessOf(keys, incoming);
    if (typeof may !== 'string') return may;
    const { route, parts } = routeOf(incoming.method ?? '', url.pathname, url.searchParams);
    if (may === 'read' && !route.reads) throw new Refusal(403, 'Forbidden: Write access to collection is required');
    const result = route.run({ state, parts, query: url.searchParams, contentType: incoming.headers['content-type'], body });
    return { status: 200, body: { result, status: 'ok', time: 0.000_1 } };
  };

  const work = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    try {
      return answerTo(incoming, url, body);
    } catch (error) {
      return error instanceof Refusal ? refused(error.status, error.message) : refused(500, `Service internal error: of the test server: ${String(error)}`);
    }
  };

  const refusal = (status: number, _: number, message: string): unknown => refused(status, message).body;
  const server = await startStrictServer({ tls, pathOf: (pathname) => pathname, work, refusal });
  return { ...server, state };
};
