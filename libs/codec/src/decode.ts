/**
 * The edge of every consumer: from a record's bytes to a validated event, or to the one reason why not. Pure and in a fixed order, so
 * that the same record is judged the same wherever and whenever it is read.
 */
import { limits } from '@streamforge/contracts/limits';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import { openEnvelope, readEventHeaders } from './envelope.ts';
import { readJson } from './json.ts';
import type { Received } from './received.ts';
import { refuse, type Refused } from './refuse.ts';
import { shown } from './shown.ts';
import { utf8Text } from './utf8.ts';
import { validateValue } from './validate.ts';

/** What is needed of a record; the event log's records are such. */
export interface RecordLike {
  readonly offset: number;
  /** Epoch milliseconds of the append. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  header(name: string): Uint8Array | undefined;
}

export type Decoded<Topic extends TopicName> = { readonly ok: true; readonly received: Received<Topic> } | Refused;

/** Decodes a record of a topic. Refuses in this order: sizes, key, tombstone, headers, JSON, schema, key against value. */
export const decodeRecord = <Topic extends TopicName>(topic: Topic, partition: number, record: RecordLike): Decoded<Topic> => {
  const key = readKey(record);
  if (typeof key !== 'string') return key;
  if (record.value === null) return decodeTombstone(topic, partition, record, key);
  if (record.value.length === 0) return refuse('RECORD_EMPTY', 'It has no bytes.');

  const headers = readEventHeaders(topic, (name) => record.header(name));
  if (!headers.ok) return headers;
  const json = readJson(record.value);
  if (!json.ok) return refuse(json.code, json.detail);
  const event = headers.structured ? openEnvelope(topic, json.value) : { ok: true as const, data: json.value, time: headers.time };
  if (!event.ok) return event;

  const validated = validateValue(topic, event.data);
  if (!validated.ok) return validated;
  const declared = topicOf(topic).key(validated.value);
  if (key !== declared) return refuse('KEY_MISMATCH', `The key is ${shown(key)}, its value declares ${shown(declared)}.`);
  const { offset, timestamp } = record;
  return { ok: true, received: { kind: 'event', topic, partition, offset, timestamp, key, eventTime: event.time, value: validated.value } };
};

/** The key's text, once the record's sizes are known to be allowed. */
const readKey = ({ key, value }: RecordLike): string | Refused => {
  if (value !== null && value.length > limits.recordBytes) return refuse('RECORD_TOO_LARGE', `The value has ${value.length} bytes.`);
  if (key === null || key.length === 0) return refuse('KEY_MISSING', '');
  if (key.length > limits.keyBytes) return refuse('KEY_TOO_LONG', `The key has ${key.length} bytes.`);
  return utf8Text(key) ?? refuse('ENCODING_NOT_UTF8', `The key is ${Buffer.from(key.subarray(0, 16)).toString('hex')} in hexadecimal.`);
};

const decodeTombstone = <Topic extends TopicName>(topic: Topic, partition: number, record: RecordLike, key: string): Decoded<Topic> => {
  if (topicOf(topic).tombstone === 'refused') return refuse('TOMBSTONE_REFUSED', `The topic is ${topic}.`);
  const headers = readEventHeaders(topic, (name) => record.header(name));
  if (!headers.ok) return headers;
  if (headers.time === undefined) return refuse('TOMBSTONE_TIME_MISSING', '');
  const { offset, timestamp } = record;
  return { ok: true, received: { kind: 'tombstone', topic, partition, offset, timestamp, key, eventTime: headers.time } };
};
