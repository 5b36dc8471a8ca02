/** One request as the routes see it, with checks of what the published API lets it say. */
import { badParameter, Refusal } from './refusal.ts';
import { isObject } from './documents.ts';
import type { Json, JsonObject, ServerDatabase, ServerState } from './state.ts';

export interface ApiRequest {
  readonly state: ServerState;
  readonly database: ServerDatabase;
  /** Parts of the path that the route left open, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body as JSON, of the type that the API documents. */
export const jsonBody = ({ contentType, body }: ApiRequest): Json => {
  if (!/^application\/json\b/.test(contentType ?? '')) throw badParameter(`content type ${contentType ?? 'none'}; JSON is application/json`);
  try {
    return JSON.parse(body.toString()) as Json;
  } catch {
    throw new Refusal(400, 600, 'VPackError error: Expecting digit');
  }
};

type Kind = 'boolean' | 'number' | 'string' | 'list' | 'object';

const isKind = (value: Json, kind: Kind): boolean => {
  if (kind === 'list') return Array.isArray(value);
  return kind === 'object' ? isObject(value) : typeof value === kind;
};

/** Attributes of a body: those named must be there, no other may be. A name ending in `?` may be absent. */
export const attributesOf = (value: Json, shape: Readonly<Record<string, Kind>>, what: string): JsonObject => {
  if (!isObject(value)) throw badParameter(`${what} must be an object`);
  for (const [name, attribute] of Object.entries(value)) {
    const kind = shape[name] ?? shape[`${name}?`];
    if (kind === undefined) throw badParameter(`${what} has the unknown attribute "${name}"`);
    if (!isKind(attribute, kind)) throw badParameter(`${name} in ${what} must be of type ${kind}`);
  }
  const missing = Object.keys(shape).find((name) => !name.endsWith('?') && !Object.hasOwn(value, name));
  if (missing !== undefined) throw badParameter(`${what} lacks "${missing}"`);
  return value;
};

/** A boolean of the query string; absent means `fallback`. */
export const flag = (request: ApiRequest, name: string, fallback = false): boolean => {
  const text = request.query.get(name);
  if (text === null) return fallback;
  if (text !== 'true' && text !== 'false') throw badParameter(`${name} must be true or false`);
  return text === 'true';
};

/** One of a few words of the query string. */
export const choice = (request: ApiRequest, name: string, words: readonly string[], fallback: string): string => {
  const text = request.query.get(name) ?? fallback;
  if (!words.includes(text)) throw badParameter(`${name} must be one of ${words.join(', ')}`);
  return text;
};
