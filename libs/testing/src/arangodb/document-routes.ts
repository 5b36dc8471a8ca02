/** /_api/document and /_api/import, https://docs.arangodb.com/3.12/develop/http-api/documents/ and …/import/. */
import { each, errorCodes, importLines, insert, read, replace, type OverwriteMode } from './documents.ts';
import { badParameter } from './refusal.ts';
import { choice, flag, jsonBody, type ApiAnswer, type ApiRequest } from './request.ts';
import { collectionIn, type ServerCollection } from './state.ts';

/** 201 when the answer waited for the disk, 202 when it did not. */
const writtenStatus = (request: ApiRequest, collection: ServerCollection): number =>
  (flag(request, 'waitForSync') || collection.waitForSync ? 201 : 202);

/** With `silent` only errors are told, and nobody knows whose they are. */
const answerOf = (request: ApiRequest, status: number, items: readonly unknown[]): ApiAnswer => {
  const codes = errorCodes(items);
  const headers = codes === undefined ? {} : { 'x-arango-error-codes': codes };
  if (!flag(request, 'silent')) return { status, body: items, headers };
  const failed = items.filter((item) => errorCodes([item]) !== undefined);
  return { status, body: failed.length === 0 ? {} : failed, headers };
};

const arrayBody = (request: ApiRequest): readonly unknown[] => {
  const body = jsonBody(request);
  if (!Array.isArray(body)) throw badParameter('the body of a request for many documents is an array');
  return body;
};

export const createDocuments = (request: ApiRequest): ApiAnswer => {
  const collection = collectionIn(request.database, request.parts[0] ?? '');
  const mode = choice(request, 'overwriteMode', ['conflict', 'ignore', 'replace'], 'conflict') as OverwriteMode;
  const body = jsonBody(request);
  const status = writtenStatus(request, collection);
  if (Array.isArray(body)) return answerOf(request, status, each(body, (item) => insert(request.state, collection, item, mode)));
  return { status, body: insert(request.state, collection, body, mode) };
};

/** PUT reads with `onlyget=true` and replaces otherwise. */
export const putDocuments = (request: ApiRequest): ApiAnswer => {
  const collection = collectionIn(request.database, request.parts[0] ?? '');
  const items = arrayBody(request);
  const ignoreRevs = flag(request, 'ignoreRevs', true);
  if (flag(request, 'onlyget')) return answerOf(request, 200, each(items, (item) => read(collection, item, ignoreRevs)));
  return answerOf(request, writtenStatus(request, collection), each(items, (item) => replace(request.state, collection, item, ignoreRevs)));
};

export const importDocuments = (request: ApiRequest): ApiAnswer => {
  const name = request.query.get('collection');
  if (name === null) throw badParameter("'collection' is missing, expecting /_api/import?collection=<identifier>");
  const type = choice(request, 'type', ['documents', 'array', 'list', 'auto', ''], '');
  if (type !== 'documents') throw badParameter('this server imports lines (type=documents) only');
  const collection = collectionIn(request.database, name);
  const onDuplicate = choice(request, 'onDuplicate', ['error', 'update', 'replace', 'ignore'], 'error');
  if (onDuplicate === 'update') throw badParameter('this server does not import updates');
  const options = { onDuplicate, complete: flag(request, 'complete'), details: flag(request, 'details') };
  flag(request, 'waitForSync');
  return { status: 201, body: { error: false, ...importLines(request.state, collection, request.body.toString(), options) } };
};
