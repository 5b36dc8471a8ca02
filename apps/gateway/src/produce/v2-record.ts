/** The record of the Kafka REST Proxy's v2 API: key and value beside each other, as JSON or as base64 of JSON. */
import { shown } from '@streamforge/codec/shown';
import { NO_HEADERS, type Candidate, type RefusedRecord } from './candidate.ts';
import { memberBytes } from './member-bytes.ts';
import {
  base64, isAbsent, isObject, jsonIn, keyText, nothing, readRecord, refusePartition, refuseUnknown, unreadable, withTime, type Fields, type Value,
} from './record-parts.ts';

/** How a request's media type says that keys and values are written. */
export type Format = 'json' | 'binary';

/** `timestamp` is what the proxy's v3 API has: here, too, it is the event's time, without which a tombstone has no version. */
const fields: ReadonlySet<string> = new Set(['key', 'value', 'partition', 'timestamp']);

/** Reads the bytes of one record of `records`. */
export const readV2Record = (format: Format) => (bytes: Uint8Array): Candidate | RefusedRecord => readRecord(bytes, (record) => {
  if (!isObject(record)) throw unreadable(`A record is an object with value, and optionally key, not ${shown(record)}.`);
  refuseUnknown(record, fields);
  refusePartition(record['partition'], 'partition');
  return {
    key: keyOf(record['key'], format),
    ...valueOf(record, bytes, format),
    headers: withTime(NO_HEADERS, record['timestamp']),
  };
});

const keyOf = (key: unknown, format: Format): string | undefined => {
  if (isAbsent(key)) return undefined;
  if (format === 'binary') return keyText(base64(key, 'key'));
  if (typeof key !== 'string') throw unreadable(`key must be text, not ${shown(key)}.`);
  return key;
};

const valueOf = ({ value }: Fields, record: Uint8Array, format: Format): Value => {
  if (isAbsent(value)) return nothing;
  if (format === 'binary') return jsonIn(base64(value, 'value'));
  return { value, body: memberBytes(record, ['value']) ?? Buffer.from(JSON.stringify(value)) };
};
