/**
 * A strict ArangoDB server for tests, written from the published HTTP API of ArangoDB 3.12: it keeps documents in memory for real, refuses
 * what the documentation does not allow, and fails on purpose. What it is not: ArangoDB. It has no storage engine, no optimizer, no cluster
 * and a subset of AQL; where the real server is lenient it is strict, and what the documentation leaves open it answers in one of the ways
 * left.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { faults, type Fault, type FaultRule, type SeenRequest } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { ApiAnswer } from './request.ts';
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

export interface ArangoServer {
  /** Without user and database: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Every request so far. */
  readonly requests: readonly SeenRequest[];
  readonly state: ServerState;
  fail(rule: FaultRule): void;
  close(): Promise<void>;
}

const errorBody = (status: number, errorNum: number, errorMessage: string): object =>
  ({ error: true, code: status, errorNum, errorMessage });

const bodyOf = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

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
  const requests: SeenRequest[] = [];
  const rules = faults();

  /** Without access to a database its answers are those to a wrong password; without the right to write, a refusal. */
  const checkAccess = ({ may }: ArangoUser, database: string, reads: boolean): void => {
    if (may === 'all') return;
    if (may === 'nothing' || database === '_system') throw new Refusal(401, 11, 'not authorized to execute this request');
    if (may === 'read' && !reads) throw new Refusal(403, 11, 'forbidden');
  };

  const answerTo = (incoming: IncomingMessage, url: URL, body: Buffer): ApiAnswer => {
    const user = userOf(users, incoming.headers.authorization);
    const { database: name, path } = placeOf(url.pathname);
    const { route, parts } = routeOf(incoming.method ?? '', path, url.searchParams);
    const database = state.databases.get(name);
    if (database === undefined) throw new Refusal(404, 1228, 'database not found');
    checkAccess(user, name, route.reads || url.searchParams.get('onlyget') === 'true');
    return route.run({ state, database, parts, query: url.searchParams, contentType: incoming.headers['content-type'], body }, version);
  };

  const send = (response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
  };

  const work = (incoming: IncomingMessage, url: URL, body: Buffer): ApiAnswer => {
    try {
      return answerTo(incoming, url, body);
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: errorBody(error.status, error.errorNum, error.message) };
      return { status: 500, body: errorBody(500, 4, `internal error of the test server: ${String(error)}`) };
    }
  };

  const befall = async (fault: Fault, incoming: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void> => {
    switch (fault.kind) {
      case 'refuse':
        send(response, fault.status, errorBody(fault.status, fault.errorNum, fault.message ?? 'on purpose'));
        return;
      case 'garbage':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>a proxy</h1>');
        return;
      case 'answer':
        send(response, fault.status, fault.body);
        return;
      case 'reset':
        incoming.socket.resetAndDestroy();
        return;
      case 'drop reply':
        work(incoming, url, body);
        incoming.socket.resetAndDestroy();
        return;
      case 'silence':
        return;
      case 'stall': {
        const { status, body: answer } = work(incoming, url, body);
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).write(JSON.stringify(answer).slice(0, 5));
        return;
      }
      case 'after': {
        await fault.first();
        const answer = work(incoming, url, body);
        send(response, answer.status, answer.body, answer.headers);
      }
    }
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://server');
    const body = await bodyOf(incoming);
    const seen = { method: incoming.method ?? '', path: placeOf(url.pathname).path, query: url.search, body: body.toString() };
    requests.push(seen);
    const fault = rules.next(seen);
    if (fault !== undefined) {
      await befall(fault, incoming, response, url, body);
      return;
    }
    const answer = work(incoming, url, body);
    send(response, answer.status, answer.body, answer.headers);
  };

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  };
  const mutual = tls?.ca === undefined ? {} : { ca: tls.ca, requestCert: true, rejectUnauthorized: true };
  const server = tls === undefined ? createServer(listener) : createTlsServer({ key: tls.key, cert: tls.cert, ...mutual }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port, requests, state,
    fail: rules.add,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
