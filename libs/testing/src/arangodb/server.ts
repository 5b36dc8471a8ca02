/**
 * A strict ArangoDB server for tests, written from the published HTTP API of ArangoDB 3.12: it keeps documents in memory for real, refuses
 * what the documentation does not allow, and fails on purpose. What it is not: ArangoDB. It has no storage engine, no optimizer, no cluster
 * and a subset of AQL; where the real server is lenient it is strict, and what the documentation leaves open it answers in one of the ways
 * left.
 */
import type { IncomingMessage } from 'node:http';
import { startStrictServer, type StrictAnswer, type StrictServer } from '../strict-server.ts';
import { Refusal } from './refusal.ts';
import { routeOf } from './routes.ts';
import { newState, type ServerState } from './state.ts';

export interface ArangoUser {
  readonly user: string;
  readonly password: string;
  /** `all`: may also create databases. */
  readonly may: 'all' | 'write' | 'read' | 'nothing';
}

export interface ArangoServerOptions {
  /** One administrator, `root` without a password, when absent. */
  readonly users?: readonly ArangoUser[];
  readonly version?: string;
  /** Databases that exist from the start, beside `_system`. */
  readonly databases?: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** Another server's: both are then doors to the same data, as coordinators are. */
  readonly state?: ServerState;
}

/** Its `url` is without user and database. */
export interface ArangoServer extends StrictServer {
  readonly state: ServerState;
}

const errorBody = (status: number, errorNum: number, errorMessage: string): object =>
  ({ error: true, code: status, errorNum, errorMessage });

const userOf = (users: readonly ArangoUser[], header: string | undefined): ArangoUser => {
  const [scheme = '', token = ''] = (header ?? '').split(' ');
  const given = Buffer.from(token, 'base64').toString();
  const found = users.find(({ user, password }) => scheme === 'Basic' && `${user}:${password}` === given);
  if (found === undefined) throw new Refusal(401, 11, 'not authorized to execute this request');
  return found;
};

/** `/_db/<database>/…` or `_system`. */
const placeOf = (pathname: string): { readonly database: string; readonly path: string } => {
  const found = /^\/_db\/([^/]+)(\/.*)$/.exec(pathname);
  return found === null ? { database: '_system', path: pathname } : { database: decodeURIComponent(found[1] ?? ''), path: found[2] ?? '' };
};

export const startArangoServer = async (options: ArangoServerOptions = {}): Promise<ArangoServer> => {
  const { users = [{ user: 'root', password: '', may: 'all' }], version = '3.12.4', databases = [], tls, state = newState() } = options;
  for (const name of databases) state.databases.set(name, { name, collections: new Map(), graphs: new Map(), cursors: new Map() });

  /** Without access to a database its answers are those to a wrong password; without the right to write, a refusal. */
  const checkAccess = ({ may }: ArangoUser, database: string, reads: boolean): void => {
    if (may === 'all') return;
    if (may === 'nothing' || database === '_system') throw new Refusal(401, 11, 'not authorized to execute this request');
    if (may === 'read' && !reads) throw new Refusal(403, 11, 'forbidden');
  };

  const answerTo = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    const user = userOf(users, incoming.headers.authorization);
    const { database: name, path } = placeOf(url.pathname);
    const { route, parts } = routeOf(incoming.method ?? '', path, url.searchParams);
    const database = state.databases.get(name);
    if (database === undefined) throw new Refusal(404, 1228, 'database not found');
    checkAccess(user, name, route.reads || url.searchParams.get('onlyget') === 'true');
    return route.run({ state, database, parts, query: url.searchParams, contentType: incoming.headers['content-type'], body }, version);
  };

  const work = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    try {
      return answerTo(incoming, url, body);
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: errorBody(error.status, error.errorNum, error.message) };
      return { status: 500, body: errorBody(500, 4, `internal error of the test server: ${String(error)}`) };
    }
  };

  const server = await startStrictServer({ tls, pathOf: (pathname) => placeOf(pathname).path, work, refusal: errorBody });
  return { ...server, state };
};
