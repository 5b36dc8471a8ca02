/**
 * CloudEvents 1.0 over Kafka: what its headers are called and how an event is written. Source: CloudEvents Kafka Protocol Binding
 * 1.0.2, binary mode (§3.2).
 */
import { rfc3339 } from './rfc3339.ts';

/** Header names of the binary mode. */
export const eventHeader = {
  contentType: 'content-type',
  specversion: 'ce_specversion',
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  time: 'ce_time',
} as const;

export const SPECVERSION = '1.0';
/** Content type of a value in binary mode. */
export const JSON_CONTENT = 'application/json';
/** Content type of a value that is a whole event, in structured mode. */
export const ENVELOPE_CONTENT = 'application/cloudevents+json';

export type EventHeader = readonly [name: string, value: string | Uint8Array];

export interface EventAttributes {
  readonly id: string;
  /** Who says so, such as `/streamforge/ingest`. */
  readonly source: string;
  readonly type: string;
  /** Epoch milliseconds at which the fact happened. */
  readonly time: number;
}

/** Headers of an event in binary mode, as the event log takes them. What is the same for every event of a source is made once. */
export const eventHeaders = ({ id, source, type, time }: EventAttributes): readonly EventHeader[] => {
  const [contentType, specversion, from, of] = constantHeaders(source, type);
  return [contentType, specversion, [eventHeader.id, id], from, of, [eventHeader.time, rfc3339(time)]];
};

type ConstantHeaders = readonly [contentType: EventHeader, specversion: EventHeader, source: EventHeader, type: EventHeader];

const made = new Map<string, Map<string, ConstantHeaders>>();
/** Sources are few; should strangers ever name them, memory stays bounded. */
const MOST_SOURCES = 1_000;

const constantHeaders = (source: string, type: string): ConstantHeaders => {
  const known = made.get(source)?.get(type);
  if (known !== undefined) return known;
  if (made.size >= MOST_SOURCES) made.clear();
  const headers: ConstantHeaders = [
    [eventHeader.contentType, Buffer.from(JSON_CONTENT)],
    [eventHeader.specversion, Buffer.from(SPECVERSION)],
    [eventHeader.source, Buffer.from(source)],
    [eventHeader.type, Buffer.from(type)],
  ];
  made.set(source, (made.get(source) ?? new Map<string, ConstantHeaders>()).set(type, headers));
  return headers;
};
