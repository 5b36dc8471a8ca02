/** Every route that this server knows, with the query parameters that the published API names for it. */
import { createCursor, dropCursor, nextBatch } from './cursor-routes.ts';
import { createDocuments, importDocuments, putDocuments } from './document-routes.ts';
import { badParameter, Refusal } from './refusal.ts';
import type { ApiAnswer, ApiRequest } from './request.ts';
import {
  createCollection, createDatabase, createGraph, createIndex, currentDatabase, dropCollection, dropDatabase, getGraph, listCollections,
  truncateCollection, version,
} from './schema-routes.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: readonly string[];
  /** Whether a user who may only read may ask. */
  readonly reads: boolean;
  readonly run: (request: ApiRequest, told: string) => ApiAnswer;
}

const route = (method: string, path: RegExp, parameters: readonly string[], reads: boolean, run: Route['run']): Route =>
  ({ method, path, parameters, reads, run });

const routes: readonly Route[] = [
  route('GET', /^\/_api\/version$/, ['details'], true, version),
  route('GET', /^\/_api\/database\/current$/, [], true, currentDatabase),
  route('POST', /^\/_api\/database$/, [], false, createDatabase),
  route('DELETE', /^\/_api\/database\/([^/]+)$/, [], false, dropDatabase),
  route('GET', /^\/_api\/collection$/, ['excludeSystem'], true, listCollections),
  route('POST', /^\/_api\/collection$/, ['waitForSyncReplication', 'enforceReplicationFactor'], false, createCollection),
  route('DELETE', /^\/_api\/collection\/([^/]+)$/, ['isSystem'], false, dropCollection),
  route('PUT', /^\/_api\/collection\/([^/]+)\/truncate$/, ['waitForSync', 'compact'], false, truncateCollection),
  route('POST', /^\/_api\/index$/, ['collection'], false, createIndex),
  route('GET', /^\/_api\/gharial\/([^/]+)$/, [], true, getGraph),
  route('POST', /^\/_api\/gharial$/, ['waitForSync'], false, createGraph),
  route(
    'POST', /^\/_api\/document\/([^/]+)$/,
    ['waitForSync', 'returnNew', 'returnOld', 'silent', 'overwrite', 'overwriteMode', 'keepNull', 'mergeObjects', 'refillIndexCaches'],
    false, createDocuments,
  ),
  route(
    'PUT', /^\/_api\/document\/([^/]+)$/,
    ['onlyget', 'waitForSync', 'ignoreRevs', 'returnOld', 'returnNew', 'silent', 'refillIndexCaches'], false, putDocuments,
  ),
  route(
    'POST', /^\/_api\/import$/,
    [
      'collection', 'type', 'fromPrefix', 'toPrefix', 'overwriteCollectionPrefix', 'overwrite', 'waitForSync', 'onDuplicate', 'complete',
      'details', 'ignoreMissing',
    ],
    false, importDocuments,
  ),
  route('POST', /^\/_api\/cursor$/, [], true, createCursor),
  route('POST', /^\/_api\/cursor\/([^/]+)$/, [], true, nextBatch),
  route('DELETE', /^\/_api\/cursor\/([^/]+)$/, [], true, dropCursor),
];

/** Parameters that are documented and that this server does not act on: an adapter that sends them would be tested by nobody. */
const notActedOn: readonly string[] = [
  'returnNew', 'returnOld', 'overwrite', 'keepNull', 'mergeObjects', 'fromPrefix', 'toPrefix', 'overwriteCollectionPrefix', 'ignoreMissing',
];

/** What answers a request: a route, or a refusal of what no route takes. */
export const routeOf = (
  method: string, path: string, query: URLSearchParams,
): { readonly route: Route; readonly parts: readonly string[] } => {
  const onPath = routes.filter((each) => each.path.test(path));
  if (onPath.length === 0) throw new Refusal(404, 404, `unknown path '${path}'`);
  const found = onPath.find((each) => each.method === method);
  if (found === undefined) throw new Refusal(405, 405, 'method not supported');
  for (const name of query.keys()) {
    if (!found.parameters.includes(name)) throw badParameter(`${method} ${path} has the unknown parameter "${name}"`);
    if (notActedOn.includes(name)) throw badParameter(`"${name}" is not acted on here`);
  }
  return { route: found, parts: (found.path.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part)) };
};
