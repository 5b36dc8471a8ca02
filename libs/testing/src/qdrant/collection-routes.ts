/** Collections, their named vectors and payload indexes. */
import { badBody, badInput, invalid, Refusal } from './refusal.ts';
import { fieldsOf, isObject, jsonBody, textIn, whole, type ApiRequest } from './request.ts';
import { collectionIn, type Json, type JsonObject } from './state.ts';

const distances: readonly Json[] = ['Cosine', 'Euclid', 'Dot', 'Manhattan'];

const entriesOf = (value: Json | undefined): readonly (readonly [string, Json])[] => (isObject(value) ? Object.entries(value) : []);

const shapeOf = (value: Json, what: string): { readonly size: number; readonly distance: string } => {
  const { size, distance = null } = fieldsOf(value, { size: 'number', distance: 'string' }, what);
  if (!distances.includes(distance)) throw badBody(`unknown variant \`${textIn(distance)}\``);
  return { size: whole(size, `${what}.size`, 1, 65_536), distance: textIn(distance) };
};

export const listCollections = ({ state }: ApiRequest): unknown => ({ collections: [...state.collections.keys()].map((name) => ({ name })) });

export const collectionExists = ({ state, parts: [name = ''] }: ApiRequest): unknown => ({ exists: state.collections.has(name) });

export const createCollection = (request: ApiRequest): unknown => {
  const { state, parts: [name = ''] } = request;
  if (name.length > 255 || /[<>:"/\\|?*\0]/.test(name)) throw invalid('collection_name: has a character that is not allowed');
  const body = fieldsOf(jsonBody(request), {
    'vectors?': 'object', 'sparse_vectors?': 'object', 'replication_factor?': 'number', 'write_consistency_factor?': 'number', 'shard_number?': 'number',
  }, 'the body');
  for (const factor of ['replication_factor', 'write_consistency_factor', 'shard_number']) whole(body[factor], factor, 1, 0xffff_ffff, 1);
  const dense = new Map(entriesOf(body['vectors']).map(([vector, shape]) => [vector, shapeOf(shape, vector)]));
  const sparse = new Map(entriesOf(body['sparse_vectors']).map(([vector, shape]) => [vector, fieldsOf(shape, {}, vector)]));
  if (state.collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
  state.collections.set(name, { dense, sparse, params: body, indexes: new Map(), points: new Map() });
  return true;
};

export const collectionInfo = ({ state, parts: [name = ''] }: ApiRequest): unknown => {
  const { dense, sparse, params, indexes, points } = collectionIn(state, name);
  return {
    status: 'green', optimizer_status: 'ok', indexed_vectors_count: 0, points_count: points.size, segments_count: 1,
    config: {
      params: { ...params, vectors: Object.fromEntries(dense), sparse_vectors: Object.fromEntries(sparse), shard_number: params['shard_number'] ?? 1 },
      hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
      optimizer_config: { deleted_threshold: 0.2, vacuum_min_vector_number: 1_000, default_segment_number: 0, flush_interval_sec: 5 },
    },
    payload_schema: Object.fromEntries([...indexes].map(([field, schema]) => [field, { data_type: schema['type'], params: schema, points: points.size }])),
  };
};

export const dropCollection = ({ state, parts: [name = ''] }: ApiRequest): unknown => state.collections.delete(name);

export const createIndex = (request: ApiRequest): unknown => {
  const { indexes } = collectionIn(request.state, request.parts[0] ?? '');
  const { field_name: field, field_schema: schema } = fieldsOf(jsonBody(request), { field_name: 'string', field_schema: 'object' }, 'the body');
  const given: JsonObject = fieldsOf(schema, { type: 'string', 'is_tenant?': 'boolean' }, 'field_schema');
  if (given['type'] !== 'keyword') throw badBody('only indexes of keywords are taken here');
  indexes.set(textIn(field), given);
  return applied(request);
};

export const createVector = (request: ApiRequest): unknown => {
  const [collection = '', name = ''] = request.parts;
  const { dense, sparse } = collectionIn(request.state, collection);
  const { dense: shape = null } = fieldsOf(jsonBody(request), { dense: 'object' }, 'the body');
  if (dense.has(name) || sparse.has(name)) throw badInput(`Vector name ${name} already exists`);
  dense.set(name, shapeOf(shape, name));
  return applied(request);
};

/** What a write answers: with `wait` it is done, without it is only taken. */
export const applied = ({ state, query }: ApiRequest): unknown => {
  state.operation += 1;
  return { operation_id: state.operation, status: query.get('wait') === 'true' ? 'completed' : 'acknowledged' };
};
