/** The record of the Kafka REST Proxy's v3 API: an object around key, value and headers. */
import { eventHeader } from '@streamforge/codec/cloudevents';
import { readJson } from '@streamforge/codec/json';
import { shown } from '@streamforge/codec/shown';
import { utf8Text } from '@streamforge/codec/utf8';
import type { ErrorCode } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import { NO_HEADERS, turnedAway, type Candidate, type CandidateHeader, type Turned } from './candidate.ts';
import { memberBytes } from './member-bytes.ts';

/** Largest envelope: a value of the largest size as base64, its key and headers beside it. */
export const ENVELOPE_BYTES = Math.ceil(limits.recordBytes * 4 / 3) + 65_536;

const MOST_HEADERS = 64;
const fields: ReadonlySet<string> = new Set(['key', 'value', 'headers', 'timestamp', 'partition_id']);

type Fields = Readonly<Record<string, unknown>>;
/** Clients spell what they leave out as null, or not at all. */
const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

class Unreadable extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const unreadable = (detail: string): Unreadable => new Unreadable('REQUEST_INVALID', detail);

/** Reads the bytes of one envelope. The strict reader sees all of it, so that a repeated key is found wherever it stands. */
export const readEnvelope = (bytes: Uint8Array): Candidate | Turned => {
  const bare = bareValue(bytes);
  if (bare !== undefined) return bare;
  const json = readJson(bytes);
  if (!json.ok) return turnedAway(json.code, json.detail);
  try {
    return candidateOf(json.value, bytes);
  } catch (error) {
    if (error instanceof Unreadable) return turnedAway(error.code, error.message);
    throw error;
  }
};

/** How nearly every client spells an envelope around nothing but a value, and how it then ends. */
const BARE = Buffer.from('{"value":{"type":"JSON","data":');
const BRACE = 0x7d;

/**
 * The candidate of an envelope in that spelling: what stands between is one JSON value exactly when the whole is such an envelope, so only
 * that needs to be read. Undefined for every other envelope, and for one with a fault, whose place the whole reading tells.
 */
const bareValue = (bytes: Uint8Array): Candidate | undefined => {
  const end = bytes.length - 2;
  if (end <= BARE.length || bytes[end] !== BRACE || bytes[end + 1] !== BRACE) return undefined;
  for (let at = 0; at < BARE.length; at += 1) if (bytes[at] !== BARE[at]) return undefined;
  const body = bytes.subarray(BARE.length, end);
  const json = readJson(body);
  return json.ok && json.value !== null ? { value: json.value, body, headers: NO_HEADERS } : undefined;
};

const candidateOf = (envelope: unknown, bytes: Uint8Array): Candidate => {
  if (!isObject(envelope)) throw unreadable(`A record is an object with value, and optionally key and headers, not ${shown(envelope)}.`);
  for (const name in envelope) {
    if (!fields.has(name)) throw unreadable(`A record has no field ${shown(name)}; it has ${[...fields].join(', ')}.`);
  }
  if (!isAbsent(envelope['partition_id'])) {
    throw unreadable('partition_id can’t be chosen: the key decides the partition, so that its order is kept.');
  }
  return {
    key: isAbsent(envelope['key']) ? undefined : keyOf(envelope['key']),
    ...isAbsent(envelope['value']) ? nothing : valueOf(envelope['value'], bytes),
    headers: headersOf(envelope['headers'], envelope['timestamp']),
  };
};

/** A key as text. Of type JSON, a string stands for itself, since keys are text and not JSON here. */
const keyOf = (key: unknown): string | undefined => {
  if (!isObject(key)) throw unreadable(`key is {"type": "STRING", "data": …}, not ${shown(key)}.`);
  const { type = 'STRING', data } = key;
  if (isAbsent(data)) return undefined;
  if (type === 'BINARY') return utf8Text(base64(data, 'key.data')) ?? refuseKey();
  if (type !== 'STRING' && type !== 'JSON') throw unreadable(`key.type is STRING, JSON or BINARY, not ${shown(type)}.`);
  if (typeof data !== 'string') throw unreadable(`key.data must be text, not ${shown(data)}.`);
  return data;
};

const refuseKey = (): never => {
  throw new Unreadable('ENCODING_NOT_UTF8', 'It is the key.');
};

type Value = Pick<Candidate, 'value' | 'body'>;

/** No value: a tombstone. */
const nothing: Value = { value: undefined, body: new Uint8Array(0) };

const valueOf = (value: unknown, envelope: Uint8Array): Value => {
  if (!isObject(value)) throw unreadable(`value is {"type": "JSON", "data": …}, not ${shown(value)}.`);
  const { type = 'JSON', data } = value;
  for (const name in value) {
    if (name !== 'type' && name !== 'data') throw unreadable(`value.${shown(name)} is not supported: schemas belong to topics.`);
  }
  if (isAbsent(data)) return nothing;
  if (type === 'JSON') return { value: data, body: memberBytes(envelope, ['value', 'data']) ?? Buffer.from(JSON.stringify(data)) };
  if (type === 'BINARY') return jsonIn(base64(data, 'value.data'));
  if (type !== 'STRING') throw unreadable(`value.type is JSON, STRING or BINARY, not ${shown(type)}.`);
  if (typeof data !== 'string') throw unreadable(`value.data must be text, not ${shown(data)}.`);
  return jsonIn(Buffer.from(data));
};

/** A value that came as text or bytes is as large as it came, and as strictly read as any. */
const jsonIn = (body: Uint8Array): Value => {
  if (body.length > limits.recordBytes) throw new Unreadable('RECORD_TOO_LARGE', `The value has ${body.length} bytes.`);
  const json = readJson(body);
  if (!json.ok) throw new Unreadable(json.code, json.detail);
  return { value: json.value, body };
};

/** Headers with their values decoded; `timestamp` is the event's time unless a ce_time header says it. */
const headersOf = (headers: unknown, timestamp: unknown): readonly CandidateHeader[] => {
  if (isAbsent(headers) && isAbsent(timestamp)) return NO_HEADERS;
  if (!isAbsent(headers) && !Array.isArray(headers)) throw unreadable(`headers is an array of {"name", "value"}, not ${shown(headers)}.`);
  if (Array.isArray(headers) && headers.length > MOST_HEADERS) throw unreadable(`A record has at most ${MOST_HEADERS} headers.`);
  const read = (Array.isArray(headers) ? headers : []).map(headerOf);
  if (isAbsent(timestamp) || read.some(([name]) => name === eventHeader.time)) return read;
  if (typeof timestamp !== 'string') throw unreadable(`timestamp is an RFC 3339 time, not ${shown(timestamp)}.`);
  return [...read, [eventHeader.time, Buffer.from(timestamp)]];
};

const headerOf = (header: unknown): CandidateHeader => {
  if (!isObject(header) || typeof header['name'] !== 'string') {
    throw unreadable(`A header is {"name", "value"} with its value in base64, not ${shown(header)}.`);
  }
  const { name, value } = header;
  if (name === '' || Buffer.byteLength(name) > 255) throw unreadable('A header’s name has 1 to 255 bytes.');
  return [name, isAbsent(value) ? new Uint8Array(0) : base64(value, `header ${shown(name)}`)];
};

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const base64 = (text: unknown, what: string): Uint8Array => {
  if (typeof text !== 'string' || !BASE64.test(text)) throw unreadable(`${what} is not base64.`);
  return Buffer.from(text, 'base64');
};
