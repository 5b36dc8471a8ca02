/** Every route that this server knows, with the query parameters that the published API names for it. */
import {
  collectionExists, collectionInfo, createCollection, createIndex, createVector, dropCollection, listCollections,
} from './collection-routes.ts';
import { countPoints, deletePoints, getPoints, queryPoints, scrollPoints, upsertPoints } from './point-routes.ts';
import { Refusal } from './refusal.ts';
import type { ApiRequest } from './request.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: Readonly<Record<string, RegExp>>;
  /** Whether a key that may only read may ask. */
  readonly reads: boolean;
  readonly run: (request: ApiRequest) => unknown;
}

const route = (method: string, path: RegExp, reads: boolean, run: Route['run'], parameters: Route['parameters'] = {}): Route =>
  ({ method, path, parameters, reads, run });

/** Of writes. An adapter that waits for nothing would be tested by nobody: `wait` must be true. */
const writing = { wait: /^true$/, ordering: /^(weak|medium|strong)$/ } as const;

const routes: readonly Route[] = [
  route('GET', /^\/collections$/, true, listCollections),
  route('GET', /^\/collections\/([^/]+)$/, true, collectionInfo),
  route('GET', /^\/collections\/([^/]+)\/exists$/, true, collectionExists),
  route('PUT', /^\/collections\/([^/]+)$/, false, createCollection),
  route('DELETE', /^\/collections\/([^/]+)$/, false, dropCollection),
  route('PUT', /^\/collections\/([^/]+)\/index$/, false, createIndex, writing),
  route('PUT', /^\/collections\/([^/]+)\/vectors\/([^/]+)$/, false, createVector, writing),
  route('PUT', /^\/collections\/([^/]+)\/points$/, false, upsertPoints, writing),
  route('POST', /^\/collections\/([^/]+)\/points$/, true, getPoints),
  route('POST', /^\/collections\/([^/]+)\/points\/scroll$/, true, scrollPoints),
  route('POST', /^\/collections\/([^/]+)\/points\/count$/, true, countPoints),
  route('POST', /^\/collections\/([^/]+)\/points\/query$/, true, queryPoints),
  route('POST', /^\/collections\/([^/]+)\/points\/delete$/, false, deletePoints, writing),
];

/** What answers a request: a route, or a refusal of what no route takes. */
export const routeOf = (method: string, path: string, query: URLSearchParams): { readonly route: Route; readonly parts: readonly string[] } => {
  const found = routes.find((each) => each.method === method && each.path.test(path));
  if (found === undefined) throw new Refusal(404, `no route for ${method} ${path}`);
  for (const [name, value] of query) {
    if (found.parameters[name]?.test(value) !== true) throw new Refusal(400, `Format error in query: ${name}=${value} is not taken by ${method} ${path}`);
  }
  return { route: found, parts: (found.path.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part)) };
};
