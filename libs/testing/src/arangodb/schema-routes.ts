/** Databases, collections, indexes and named graphs, https://docs.arangodb.com/3.12/develop/http-api/. */
import { isLegalCollectionName } from './document-rules.ts';
import { isObject, textIn } from './documents.ts';
import { badParameter, Refusal } from './refusal.ts';
import { attributesOf, flag, jsonBody, type ApiAnswer, type ApiRequest } from './request.ts';
import { collectionIn, newCollection, newDatabase, type Json, type ServerGraph, type ServerIndex } from './state.ts';

const ok = (status: number, body: object): ApiAnswer => ({ status, body: { error: false, code: status, ...body } });

export const currentDatabase = ({ database: { name } }: ApiRequest): ApiAnswer =>
  ok(200, { result: { name, id: '1', path: '', isSystem: name === '_system' } });

const systemOnly = ({ database }: ApiRequest): void => {
  if (database.name !== '_system') throw new Refusal(403, 1230, 'operation only allowed in system database');
};

export const createDatabase = (request: ApiRequest): ApiAnswer => {
  systemOnly(request);
  const body = attributesOf(jsonBody(request), { name: 'string', 'options?': 'object', 'users?': 'list' }, 'a new database');
  attributesOf(body['options'] ?? {}, { 'sharding?': 'string', 'replicationFactor?': 'number', 'writeConcern?': 'number' }, 'options');
  const name = textIn(body, 'name');
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) throw new Refusal(400, 1229, 'database name invalid');
  if (request.state.databases.has(name)) throw new Refusal(409, 1207, 'duplicate name: duplicate database name');
  request.state.databases.set(name, newDatabase(name));
  return ok(201, { result: true });
};

export const dropDatabase = (request: ApiRequest): ApiAnswer => {
  systemOnly(request);
  if (!request.state.databases.delete(request.parts[0] ?? '')) throw new Refusal(404, 1228, 'database not found');
  return ok(200, { result: true });
};

export const listCollections = (request: ApiRequest): ApiAnswer => {
  flag(request, 'excludeSystem');
  const result = Array.from(request.database.collections.values(), ({ name, edges }) =>
    ({ id: name, name, status: 3, type: edges ? 3 : 2, isSystem: false, globallyUniqueId: `h/${name}` }));
  return ok(200, { result });
};

export const createCollection = (request: ApiRequest): ApiAnswer => {
  const body = attributesOf(jsonBody(request), {
    name: 'string', 'type?': 'number', 'waitForSync?': 'boolean', 'keyOptions?': 'object', 'schema?': 'object', 'computedValues?': 'list',
    'cacheEnabled?': 'boolean', 'isSystem?': 'boolean', 'numberOfShards?': 'number', 'shardKeys?': 'list', 'replicationFactor?': 'number',
    'writeConcern?': 'number', 'distributeShardsLike?': 'string', 'shardingStrategy?': 'string',
  }, 'a new collection');
  const keys = { 'type?': 'string', 'allowUserKeys?': 'boolean', 'increment?': 'number', 'offset?': 'number' } as const;
  attributesOf(body['keyOptions'] ?? {}, keys, 'keyOptions');
  const name = textIn(body, 'name');
  if (!isLegalCollectionName(name) || name.startsWith('_')) throw new Refusal(400, 1208, 'illegal name: collection name invalid');
  if (request.database.collections.has(name)) throw new Refusal(409, 1207, 'duplicate name: collection already exists');
  const [type, waitForSync] = [body['type'] ?? 2, body['waitForSync'] === true];
  if (type !== 2 && type !== 3) throw badParameter('type must be 2 or 3');
  request.database.collections.set(name, newCollection(name, type === 3, waitForSync));
  return ok(200, { id: name, name, type, status: 3, waitForSync, isSystem: false });
};

export const dropCollection = (request: ApiRequest): ApiAnswer => {
  const { name } = collectionIn(request.database, request.parts[0] ?? '');
  request.database.collections.delete(name);
  return ok(200, { id: name });
};

export const truncateCollection = (request: ApiRequest): ApiAnswer => {
  const { name, documents } = collectionIn(request.database, request.parts[0] ?? '');
  flag(request, 'waitForSync');
  flag(request, 'compact');
  documents.clear();
  return ok(200, { id: name, name });
};

const texts = (value: Json | undefined): readonly string[] => {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw badParameter('a list of texts is expected');
  return value;
};

const sameFields = (index: ServerIndex, fields: readonly string[]): boolean =>
  index.type === 'persistent' && index.fields.join() === fields.join();

export const createIndex = (request: ApiRequest): ApiAnswer => {
  const name = request.query.get('collection');
  if (name === null) throw badParameter('collection is missing');
  const collection = collectionIn(request.database, name);
  const body = attributesOf(jsonBody(request), {
    type: 'string', fields: 'list', 'name?': 'string', 'storedValues?': 'list', 'unique?': 'boolean', 'sparse?': 'boolean',
    'deduplicate?': 'boolean', 'estimates?': 'boolean', 'cacheEnabled?': 'boolean', 'inBackground?': 'boolean',
  }, 'a new index');
  if (body['type'] !== 'persistent') throw badParameter('this server knows persistent indexes only');
  const fields = texts(body['fields']);
  if (fields.length === 0 || fields.includes('_id')) throw badParameter('fields of a persistent index');
  if (texts(body['storedValues'] ?? []).length > 32) throw badParameter('at most 32 stored values');
  const known = collection.indexes.find((index) => sameFields(index, fields));
  if (known !== undefined) return ok(200, { ...known, isNewlyCreated: false });
  const id = `${name}/${collection.indexes.length + 1}`;
  const index = { id, name: textIn(body, 'name') || `idx_${id}`, type: 'persistent', fields };
  if (collection.indexes.some((other) => other.name === index.name)) throw new Refusal(409, 1207, 'duplicate name: index name');
  collection.indexes.push(index);
  return ok(201, { ...index, isNewlyCreated: true });
};

export const getGraph = (request: ApiRequest): ApiAnswer => {
  const graph = request.database.graphs.get(request.parts[0] ?? '');
  if (graph === undefined) throw new Refusal(404, 1924, `graph '${request.parts[0]}' not found`);
  return ok(200, { graph: { ...graph, _key: graph.name, _id: `_graphs/${graph.name}` } });
};

export const createGraph = (request: ApiRequest): ApiAnswer => {
  const body = attributesOf(jsonBody(request), {
    name: 'string', 'edgeDefinitions?': 'list', 'orphanCollections?': 'list', 'isSmart?': 'boolean', 'isDisjoint?': 'boolean',
    'options?': 'object',
  }, 'a new graph');
  const options = {
    'smartGraphAttribute?': 'string', 'satellites?': 'list', 'numberOfShards?': 'number', 'replicationFactor?': 'number',
    'writeConcern?': 'number',
  } as const;
  attributesOf(body['options'] ?? {}, options, 'options');
  const definitions = (body['edgeDefinitions'] ?? []) as readonly Json[];
  const edgeDefinitions = definitions.map((definition) => {
    const told = attributesOf(definition, { collection: 'string', from: 'list', to: 'list' }, 'an edge definition');
    return { collection: textIn(told, 'collection'), from: texts(told['from']), to: texts(told['to']) };
  });
  const name = textIn(body, 'name');
  if (request.database.graphs.has(name)) throw new Refusal(409, 1925, `graph '${name}' already exists`);
  for (const { collection } of edgeDefinitions) {
    const known = request.database.collections.get(collection);
    if (known === undefined || !known.edges) throw badParameter(`${collection} is no edge collection`);
  }
  const graph: ServerGraph = { name, edgeDefinitions };
  request.database.graphs.set(name, graph);
  return ok(flag(request, 'waitForSync') ? 201 : 202, { graph: { ...graph, _key: name } });
};

export const version = (request: ApiRequest, told: string): ApiAnswer => {
  flag(request, 'details');
  return { status: 200, body: { server: 'arango', license: 'community', version: told } };
};

/** Whether a value is an object, for the routes that pass one on. */
export const scopeOf = (value: Json | undefined): Readonly<Record<string, Json>> => (isObject(value) ? value : {});
