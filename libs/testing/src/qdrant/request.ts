/** One request as the routes see it, with checks of what the published schema lets it say. */
import { badBody, invalid, Refusal } from './refusal.ts';
import type { Json, JsonObject, ServerState } from './state.ts';

export interface ApiRequest {
  readonly state: ServerState;
  /** Parts of the path that the route left open, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** The server's `max_request_size_mb`. */
const largestBody = 32 * 1_048_576;

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that `fieldsOf` found to be text, as such. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The body as JSON. */
export const jsonBody = ({ contentType, body }: ApiRequest): JsonObject => {
  if (!/^application\/json\b/.test(contentType ?? '')) throw new Refusal(400, `Content type error: ${contentType ?? 'none'}`);
  if (body.length > largestBody) throw new Refusal(413, `JSON payload (${body.length} bytes) is larger than allowed (limit: ${largestBody} bytes).`);
  let value: Json;
  try {
    value = JSON.parse(body.toString()) as Json;
  } catch (error) {
    throw badBody(String(error));
  }
  // JSON.stringify escapes halves of surrogate pairs, and nothing else of theirs.
  if (/(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/.test(body.toString())) throw badBody('lone leading surrogate in hex escape');
  if (!isObject(value)) throw badBody('invalid type, expected a map');
  return value;
};

export type Kind = 'boolean' | 'number' | 'string' | 'list' | 'object' | 'any';

const isKind = (value: Json, kind: Kind): boolean => {
  if (kind === 'any') return true;
  if (kind === 'list') return Array.isArray(value);
  return kind === 'object' ? isObject(value) : typeof value === kind;
};

/** Fields of a body: those named must be there, no other may be. A name ending in `?` may be absent. */
export const fieldsOf = (value: Json | undefined, shape: Readonly<Record<string, Kind>>, what: string): JsonObject => {
  if (!isObject(value)) throw badBody(`${what} must be a map`);
  for (const [name, field] of Object.entries(value)) {
    const kind = shape[name] ?? shape[`${name}?`];
    if (kind === undefined) throw badBody(`${what} has the unknown field \`${name}\``);
    if (!isKind(field, kind)) throw badBody(`${what}.${name} must be of type ${kind}`);
  }
  const missing = Object.keys(shape).find((name) => !name.endsWith('?') && !Object.hasOwn(value, name));
  if (missing !== undefined) throw badBody(`missing field \`${missing}\` in ${what}`);
  return value;
};

/** A whole number of a body within its range; `fallback` when it is absent. */
export const whole = (value: Json | undefined, name: string, least: number, most: number, fallback?: number): number => {
  const number = value ?? fallback;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw badBody(`${name} must be a whole number`);
  if (number < least || number > most) throw invalid(`${name}: value ${number} invalid, must be from ${least} to ${most}`);
  return number;
};

export const listOf = (value: Json | undefined, what: string): readonly Json[] => {
  if (!Array.isArray(value)) throw badBody(`${what} must be a sequence`);
  return value as readonly Json[];
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id of a point. The real server takes numbers and other spellings too, which nobody here should need. */
export const idOf = (value: Json | undefined): string => {
  if (typeof value === 'string' && uuid.test(value)) return value;
  throw badBody(`value ${JSON.stringify(value)} is not a valid point ID, valid values are either an unsigned integer or a UUID`);
};

/** Which parts of a payload an answer has. */
export const payloadSelector = (value: Json | undefined, fallback: boolean): ((payload: JsonObject) => JsonObject | undefined) => {
  const wanted = value ?? fallback;
  if (wanted === true) return (payload) => payload;
  if (wanted === false) return () => undefined;
  const names = listOf(wanted, 'with_payload').map((name) => (textIn(name)));
  return (payload) => Object.fromEntries(names.flatMap((name) => (payload[name] === undefined ? [] : [[name, payload[name]]])));
};
