/** The record of the Kafka REST Proxy's v3 API: an object around key, value and headers. */
import { readJson } from '@streamforge/codec/json';
import { shown } from '@streamforge/codec/shown';
import { NO_HEADERS, type Candidate, type CandidateHeader, type RefusedRecord } from './candidate.ts';
import { memberBytes } from './member-bytes.ts';
import {
  base64, isAbsent, isObject, jsonIn, keyText, nothing, readRecord, refusePartition, refuseUnknown, unreadable, withTime, type Value,
} from './record-parts.ts';

const MOST_HEADERS = 64;
const fields: ReadonlySet<string> = new Set(['key', 'value', 'headers', 'timestamp', 'partition_id']);

/** Reads the bytes of one envelope. */
export const readEnvelope = (bytes: Uint8Array): Candidate | RefusedRecord =>
  bareValue(bytes) ?? readRecord(bytes, (envelope) => candidateOf(envelope, bytes));

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
  refuseUnknown(envelope, fields);
  refusePartition(envelope['partition_id'], 'partition_id');
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
  if (type === 'BINARY') return keyText(base64(data, 'key.data'));
  if (type !== 'STRING' && type !== 'JSON') throw unreadable(`key.type is STRING, JSON or BINARY, not ${shown(type)}.`);
  if (typeof data !== 'string') throw unreadable(`key.data must be text, not ${shown(data)}.`);
  return data;
};

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

/** Headers with their values decoded. */
const headersOf = (headers: unknown, timestamp: unknown): readonly CandidateHeader[] => {
  if (isAbsent(headers)) return withTime(NO_HEADERS, timestamp);
  if (!Array.isArray(headers)) throw unreadable(`headers is an array of {"name", "value"}, not ${shown(headers)}.`);
  if (headers.length > MOST_HEADERS) throw unreadable(`A record has at most ${MOST_HEADERS} headers.`);
  return withTime(headers.map(headerOf), timestamp);
};

const headerOf = (header: unknown): CandidateHeader => {
  if (!isObject(header) || typeof header['name'] !== 'string') {
    throw unreadable(`A header is {"name", "value"} with its value in base64, not ${shown(header)}.`);
  }
  const { name, value } = header;
  if (name === '' || Buffer.byteLength(name) > 255) throw unreadable('A header’s name has 1 to 255 bytes.');
  return [name, isAbsent(value) ? new Uint8Array(0) : base64(value, `header ${shown(name)}`)];
};
