/**
 * How a record carries its event: with CloudEvents headers (binary mode), as an envelope around it (structured mode), or plain, with
 * no sign of CloudEvents at all. Extension headers and members are nobody's business here. Source: CloudEvents 1.0.2 and its Kafka
 * Protocol Binding.
 */
import { EARLIEST_TIME, LATEST_TIME } from '@streamforge/contracts/events/fields';
import { topicNames, topicOf, type TopicName } from '@streamforge/contracts/topics';
import { ENVELOPE_CONTENT, eventHeader, JSON_CONTENT, SPECVERSION } from './cloudevents.ts';
import { refuse, type Refused } from './refuse.ts';
import { timeOf } from './rfc3339.ts';
import { shown } from './shown.ts';
import { utf8Text } from './utf8.ts';

/** What the headers of a record say. */
export interface HeaderReading {
  readonly ok: true;
  /** Whether the value is an envelope. */
  readonly structured: boolean;
  /** ce_time in epoch milliseconds. */
  readonly time: number | undefined;
}

const plainJson = Buffer.from(JSON_CONTENT);
const specversion = Buffer.from(SPECVERSION);
const typeBytes = new Map<TopicName, Uint8Array>(topicNames.map((name) => [name, Buffer.from(topicOf(name).type)]));

/** Reads the headers of a record of `topic`; `header` gives the bytes of one. */
export const readEventHeaders = (topic: TopicName, header: (name: string) => Uint8Array | undefined): HeaderReading | Refused => {
  const contentType = header(eventHeader.contentType);
  if (contentType !== undefined && !sameBytes(contentType, plainJson)) {
    const [media = ''] = textOf(contentType).toLowerCase().split(';', 1);
    if (media.trim() === ENVELOPE_CONTENT) return { ok: true, structured: true, time: undefined };
    if (media.startsWith('application/cloudevents')) return refuse('ENCODING_UNSUPPORTED', `content-type is ${shown(media)}.`);
  }
  const version = header(eventHeader.specversion);
  if (version !== undefined && !sameBytes(version, specversion)) return wrongVersion(eventHeader.specversion, textOf(version));
  const type = header(eventHeader.type);
  if (type !== undefined && !sameBytes(type, typeBytes.get(topic))) return wrongType(topic, eventHeader.type, textOf(type));
  const spelled = header(eventHeader.time);
  const time = spelled === undefined ? undefined : timeOf(spelled);
  if (spelled !== undefined && !plausible(time)) return wrongTime(eventHeader.time, textOf(spelled));
  return { ok: true, structured: false, time };
};

/** The data of an envelope, and its time in epoch milliseconds. */
export interface Opened {
  readonly ok: true;
  readonly data: unknown;
  readonly time: number | undefined;
}

/** Opens the envelope that a record in structured mode has as its value. */
export const openEnvelope = (topic: TopicName, envelope: unknown): Opened | Refused => {
  if (!isObject(envelope)) return refuse('EVENT_INVALID', 'The envelope must be an object.');
  if (envelope.specversion !== SPECVERSION) return wrongVersion('specversion', envelope.specversion);
  if (envelope.type !== topicOf(topic).type) return wrongType(topic, 'type', envelope.type);
  const time = typeof envelope.time === 'string' ? timeOf(Buffer.from(envelope.time)) : undefined;
  if (envelope.time !== undefined && !plausible(time)) return wrongTime('time', envelope.time);
  if ('data_base64' in envelope) return refuse('EVENT_INVALID', 'The envelope has data_base64 where JSON in data is expected.');
  if (!('data' in envelope)) return refuse('EVENT_INVALID', 'The envelope has no data.');
  return { ok: true, data: envelope.data, time };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongVersion = (name: string, held: unknown): Refused =>
  refuse('EVENT_HEADER_INVALID', `${name} is ${shown(held)}, not "${SPECVERSION}".`);

const VERSIONED = /^(.+)\.v([1-9]\d{0,8})$/;

const wrongType = (topic: TopicName, name: string, held: unknown): Refused => {
  const { type } = topicOf(topic);
  const [, ours, known] = VERSIONED.exec(type) ?? [];
  const [, theirs, written] = VERSIONED.exec(String(held)) ?? [];
  const newer = ours !== undefined && ours === theirs && Number(written) > Number(known);
  return refuse(newer ? 'EVENT_VERSION_UNSUPPORTED' : 'EVENT_TYPE_UNKNOWN', `${name} is ${shown(held)}; ${topic} carries "${type}".`);
};

const wrongTime = (name: string, held: unknown): Refused =>
  refuse('EVENT_HEADER_INVALID', `${name} is ${shown(held)}, not an RFC 3339 time between 1971 and 2200.`);

/** The time may become a version, so one in a wrong unit or century would outrank every real one for ever. */
const plausible = (time: number | undefined): boolean => time !== undefined && time >= EARLIEST_TIME && time <= LATEST_TIME;

const textOf = (bytes: Uint8Array): string => utf8Text(bytes) ?? Buffer.from(bytes).toString('latin1');

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined): boolean => {
  if (a.length !== b?.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};
