/** Points: written under conditions, read, listed, counted, searched and deleted. */
import { applied } from './collection-routes.ts';
import { filterOf } from './filter.ts';
import { badBody, badInput } from './refusal.ts';
import { fieldsOf, idOf, isObject, jsonBody, listOf, payloadSelector, textIn, whole, type ApiRequest } from './request.ts';
import { collectionIn, type Json, type ServerCollection, type ServerPoint } from './state.ts';
import { readVectors, scoring, vectorsOf } from './vectors.ts';

const modes: readonly Json[] = ['upsert', 'insert_only', 'update_only'];

const collectionOf = ({ state, parts }: ApiRequest): ServerCollection => collectionIn(state, parts[0] ?? '');

const pointOf = (collection: ServerCollection, given: Json): ServerPoint => {
  const { id, vector, payload } = fieldsOf(given, { id: 'any', vector: 'object', 'payload?': 'object' }, 'a point');
  return { id: idOf(id), ...vectorsOf(collection, vector), payload: isObject(payload) ? payload : {} };
};

/** Everything is read before anything is written: a request is refused as a whole. */
export const upsertPoints = (request: ApiRequest): unknown => {
  const collection = collectionOf(request);
  const body = fieldsOf(jsonBody(request), { points: 'list', 'update_filter?': 'object', 'update_mode?': 'string' }, 'the body');
  const { update_mode: mode = 'upsert' } = body;
  if (!modes.includes(mode)) throw badBody(`unknown variant \`${textIn(mode)}\``);
  const given = listOf(body['points'], 'points').map((point) => pointOf(collection, point));
  if (given.length === 0) throw badInput('Empty update request');
  const matches = filterOf(body['update_filter']);
  const before = new Map(given.map(({ id }) => [id, collection.points.get(id)]));
  for (const point of given) {
    const stored = before.get(point.id);
    const fits = stored === undefined ? mode !== 'update_only' : mode !== 'insert_only' && matches(stored);
    if (fits) collection.points.set(point.id, point);
  }
  return applied(request);
};

const selected = ({ with_payload: payload, with_vector: vector }: Readonly<Record<string, Json>>, payloadFallback: boolean): ((point: ServerPoint) => object) => {
  const select = payloadSelector(payload, payloadFallback);
  return (point) => {
    const shown = select(point.payload);
    return { id: point.id, ...shown !== undefined && { payload: shown }, ...vector === true && { vector: readVectors(point) } };
  };
};

/** In no order that was asked for: the last first. */
export const getPoints = (request: ApiRequest): unknown => {
  const { points } = collectionOf(request);
  const body = fieldsOf(jsonBody(request), { ids: 'list', 'with_payload?': 'any', 'with_vector?': 'boolean' }, 'the body');
  const ids = new Set(listOf(body['ids'], 'ids').map(idOf));
  return [...ids].toReversed().flatMap((id) => points.get(id) ?? []).map(selected(body, true));
};

export const scrollPoints = (request: ApiRequest): unknown => {
  const { points } = collectionOf(request);
  const body = fieldsOf(jsonBody(request), { 'limit?': 'number', 'offset?': 'any', 'filter?': 'object', 'with_payload?': 'any', 'with_vector?': 'boolean' }, 'the body');
  const limit = whole(body['limit'], 'limit', 1, 0xffff_ffff, 10);
  const from = body['offset'] === undefined ? '' : idOf(body['offset']);
  const found = [...points.values()].filter(({ id }) => id >= from).filter(filterOf(body['filter'])).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { points: found.slice(0, limit).map(selected(body, true)), next_page_offset: found[limit]?.id ?? null };
};

export const countPoints = (request: ApiRequest): unknown => {
  const { points } = collectionOf(request);
  const { filter, exact = true } = fieldsOf(jsonBody(request), { 'filter?': 'object', 'exact?': 'boolean' }, 'the body');
  if (exact !== true) throw badInput('an approximate count is not what anyone here should ask for');
  return { count: [...points.values()].filter(filterOf(filter)).length };
};

/** Best first; those that tie in no order that was asked for: the greatest id first. */
export const queryPoints = (request: ApiRequest): unknown => {
  const collection = collectionOf(request);
  const body = fieldsOf(jsonBody(request), {
    query: 'any', using: 'string', 'filter?': 'object', 'limit?': 'number', 'with_payload?': 'any', 'with_vector?': 'boolean', 'params?': 'object',
  }, 'the body');
  fieldsOf(body['params'] ?? {}, { 'exact?': 'boolean' }, 'params');
  const limit = whole(body['limit'], 'limit', 1, 0xffff_ffff, 10);
  const score = scoring(collection, textIn(body['using']), body['query']);
  const show = selected(body, false);
  const scored = [...collection.points.values()].filter(filterOf(body['filter'])).flatMap((point) => {
    const found = score(point);
    return found === undefined ? [] : [{ point, score: found }];
  });
  const best = scored.toSorted((a, b) => b.score - a.score || (a.point.id < b.point.id ? 1 : -1)).slice(0, limit);
  return { points: best.map(({ point, score: found }) => ({ ...show(point), version: 0, score: found })) };
};

export const deletePoints = (request: ApiRequest): unknown => {
  const { points } = collectionOf(request);
  const matches = filterOf(fieldsOf(jsonBody(request), { filter: 'object' }, 'the body')['filter']);
  for (const point of [...points.values()].filter(matches)) points.delete(point.id);
  return applied(request);
};
