/**
 * A strict MLflow tracking server for tests, written from the published REST API of MLflow 3: it keeps experiments, runs, models and proxied
 * artefacts in memory, refuses fields that the documentation does not list, and fails on purpose. What it is not: MLflow. It knows the requests
 * that an export may send.
 */
import type { IncomingMessage } from 'node:http';
import { startStrictServer, type StrictAnswer, type StrictServer } from '../strict-server.ts';
import { invalid, Refusal } from './refusal.ts';
import { routesOf } from './routes.ts';
import { newState, type MlflowState } from './state.ts';

export interface MlflowServerOptions {
  /** Where runs keep their artefacts; by default with the server itself. */
  readonly artefacts?: string;
  /** Without this bearer token, 401. */
  readonly token?: string;
}

export interface MlflowServer extends StrictServer {
  readonly state: MlflowState;
}

const API = '/api/2.0/mlflow/';
const ARTEFACTS = '/api/2.0/mlflow-artifacts/artifacts/';

const refused = (status: number, code: string, message: string): StrictAnswer => ({ status, body: { error_code: code, message } });

const parsed = (incoming: IncomingMessage, body: Buffer): unknown => {
  if (incoming.headers['content-type'] !== 'application/json') throw new Refusal(400, 'BAD_REQUEST', 'Bad Request. Content-Type must be application/json.');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw invalid('The body is no JSON.');
  }
};

export const startMlflowServer = async ({ artefacts = 'mlflow-artifacts:', token }: MlflowServerOptions = {}): Promise<MlflowServer> => {
  const state = newState();
  const routes = routesOf(artefacts);

  const kept = (incoming: IncomingMessage, path: string, body: Buffer): StrictAnswer => {
    if (incoming.method !== 'PUT') throw new Refusal(405, 'METHOD_NOT_ALLOWED', incoming.method ?? '');
    const parts = path.split('/').map(decodeURIComponent);
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('/'))) throw invalid(`Invalid path '${path}'`);
    state.artefacts.set(parts.join('/'), Uint8Array.from(body));
    return { status: 200, body: {} };
  };
  const answerTo = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    if (token !== undefined && incoming.headers.authorization !== `Bearer ${token}`) return { status: 401, body: 'You are not authenticated.' };
    if (url.pathname.startsWith(ARTEFACTS)) return kept(incoming, url.pathname.slice(ARTEFACTS.length), body);
    const known = url.pathname.startsWith(API) ? routes[`${incoming.method} ${url.pathname.slice(API.length)}`] : undefined;
    if (known === undefined) return refused(404, 'ENDPOINT_NOT_FOUND', `No endpoint ${incoming.method} ${url.pathname}`);
    const given = incoming.method === 'GET' ? Object.fromEntries(url.searchParams) : parsed(incoming, body);
    const { success, data, error } = known.fields.safeParse(given);
    if (!success) throw invalid(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    return { status: 200, body: known.run(state, data as never) };
  };
  const work = (incoming: IncomingMessage, url: URL, body: Buffer): StrictAnswer => {
    try {
      return answerTo(incoming, url, body);
    } catch (error) {
      return error instanceof Refusal ? refused(error.status, error.code, error.message) : refused(500, 'INTERNAL_ERROR', String(error));
    }
  };
  const server = await startStrictServer({ pathOf: (pathname) => pathname, work, refusal: (status, _, message) => refused(status, 'INTERNAL_ERROR', message).body });
  return Object.assign(server, { state });
};
