/** Parts that the records of the Kafka REST Proxy's v2 and v3 APIs have in common, and how bytes become one. */
import { eventHeader } from '@streamforge/codec/cloudevents';
import { readJson } from '@streamforge/codec/json';
import { shown } from '@streamforge/codec/shown';
import { utf8Text } from '@streamforge/codec/utf8';
import type { ErrorCode } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import { refused, type Candidate, type CandidateHeader, type RefusedRecord } from './candidate.ts';

/** Largest record of a request: a value of the largest size as base64, its key and headers beside it. */
export const ENVELOPE_BYTES = Math.ceil(limits.recordBytes * 4 / 3) + 65_536;

export type Fields = Readonly<Record<string, unknown>>;
/** Clients spell what they leave out as null, or not at all. */
export const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/** Whether a JSON value is an object, and no array. */
export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

class Unreadable extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a reader throws about a record that is not one of its API. */
export const unreadable = (detail: string): Error => new Unreadable('REQUEST_INVALID', detail);

/** The record in some bytes, as a reader finds it in their JSON. The strict reader sees all of it, so that a repeated key is found wherever it stands. */
export const readRecord = (bytes: Uint8Array, candidateOf: (record: unknown) => Candidate): Candidate | RefusedRecord => {
  const json = readJson(bytes);
  if (!json.ok) return refused(json.code, json.detail);
  try {
    return candidateOf(json.value);
  } catch (error) {
    if (error instanceof Unreadable) return refused(error.code, error.message);
    throw error;
  }
};

/** Throws `unreadable` for a field that a record of this API does not have. */
export const refuseUnknown = (record: Fields, fields: ReadonlySet<string>): void => {
  for (const name in record) {
    if (!fields.has(name)) throw unreadable(`A record has no field ${shown(name)}; it has ${[...fields].join(', ')}.`);
  }
};

/** Throws `unreadable` where a client chooses the partition itself. */
export const refusePartition = (partition: unknown, name: string): void => {
  if (!isAbsent(partition)) throw unreadable(`${name} can’t be chosen: the key decides the partition, so that its order is kept.`);
};

/** Key bytes as the text that keys are. */
export const keyText = (bytes: Uint8Array): string => {
  const text = utf8Text(bytes);
  if (text === undefined) throw new Unreadable('ENCODING_NOT_UTF8', 'It is the key.');
  return text;
};

export type Value = Pick<Candidate, 'value' | 'body'>;

/** No value: a tombstone. */
export const nothing: Value = { value: undefined, body: new Uint8Array(0) };

/** Reads a value that came as text or bytes. Its size is that of the bytes as they came; throws `Unreadable` where it is too large or no JSON. */
export const jsonIn = (body: Uint8Array): Value => {
  if (body.length > limits.recordBytes) throw new Unreadable('RECORD_TOO_LARGE', `The value has ${body.length} bytes.`);
  const json = readJson(body);
  if (!json.ok) throw new Unreadable(json.code, json.detail);
  return { value: json.value, body };
};

/** Headers with `timestamp` as the event's time, unless a ce_time header says it. */
export const withTime = (headers: readonly CandidateHeader[], timestamp: unknown): readonly CandidateHeader[] => {
  if (isAbsent(timestamp) || headers.some(([name]) => name === eventHeader.time)) return headers;
  if (typeof timestamp !== 'string') throw unreadable(`timestamp is an RFC 3339 time, not ${shown(timestamp)}.`);
  return [...headers, [eventHeader.time, Buffer.from(timestamp)]];
};

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The bytes of base64 text, of either alphabet. Throws `unreadable`, naming `what`, for anything else. */
export const base64 = (text: unknown, what: string): Uint8Array => {
  if (typeof text !== 'string' || !BASE64.test(text)) throw unreadable(`${what} is not base64.`);
  return Buffer.from(text, 'base64');
};
