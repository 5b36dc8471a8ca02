/** What a producer wants appended, and whether it may be: the same verdict as at every consumer's edge, before anything is written. */
import { openEnvelope, readEventHeaders } from '@streamforge/codec/envelope';
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import { validateValue } from '@streamforge/codec/validate';
import type { ErrorCode } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import type { OutgoingRecord } from '@streamforge/event-log/port';

export type CandidateHeader = readonly [name: string, value: Uint8Array];

export const NO_HEADERS: readonly CandidateHeader[] = [];

export interface Candidate {
  /** Absent: the value decides. */
  readonly key?: string | undefined;
  /** A JSON value as the strict reader read it; undefined is a tombstone. */
  readonly value: unknown;
  /** The bytes it was read from: what is appended. */
  readonly body: Uint8Array;
  readonly headers: readonly CandidateHeader[];
}

/** A record that may be appended. */
export interface Admitted {
  readonly ok: true;
  readonly record: OutgoingRecord;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** A record that is not appended, and why. */
export interface RefusedRecord extends Refusal {
  readonly ok: false;
}

/** Refuses a record with a code; `detail` says what of it is wrong, in a sentence. */
export const refused = (code: ErrorCode, detail: string): RefusedRecord => ({ ok: false, code, detail });

const NOTHING_READ = { ok: true, structured: false, time: undefined } as const;

/** Judges a candidate for a topic. What is appended is the value byte for byte as it was sent. */
export const admit = (topic: TopicName, { key, value, body, headers }: Candidate): Admitted | RefusedRecord => {
  const reading = headers.length === 0 ? NOTHING_READ : readHeaders(topic, headers);
  if (!reading.ok) return { ok: false, ...reading.refusal };
  if (value === undefined) return admitTombstone(topic, key, headers, reading.time);
  const opened = reading.structured ? openEnvelope(topic, value) : undefined;
  if (opened?.ok === false) return { ok: false, ...opened.refusal };
  const validated = validateValue(topic, opened === undefined ? value : opened.data);
  if (!validated.ok) return { ok: false, ...validated.refusal };
  const declared = topicOf(topic).key(validated.value);
  if (key !== undefined && key !== declared) {
    return refused('KEY_MISMATCH', `The key is ${shown(key)}, its value declares ${shown(declared)}.`);
  }
  if (body.length > limits.recordBytes) return refused('RECORD_TOO_LARGE', `The value has ${body.length} bytes.`);
  return { ok: true, record: { key: declared, value: body, headers }, keyBytes: Buffer.byteLength(declared), valueBytes: body.length };
};

const readHeaders = (topic: TopicName, headers: readonly CandidateHeader[]) => {
  const ours = headers.find(([name]) => name.startsWith('sf_'));
  if (ours !== undefined) {
    const detail = `${shown(ours[0])} begins with sf_, which the platform keeps for itself.`;
    return { ok: false as const, refusal: { code: 'EVENT_HEADER_INVALID' as const, detail } };
  }
  return readEventHeaders(topic, (name) => headers.findLast(([each]) => each === name)?.[1]);
};

const admitTombstone = (
  topic: TopicName, key: string | undefined, headers: readonly CandidateHeader[], time: number | undefined,
): Admitted | RefusedRecord => {
  if (topicOf(topic).tombstone === 'refused') return refused('TOMBSTONE_REFUSED', `The topic is ${topic}.`);
  if (key === undefined || key === '') return refused('KEY_MISSING', 'A tombstone deletes the entry of its key.');
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > limits.keyBytes) return refused('KEY_TOO_LONG', `The key has ${keyBytes} bytes.`);
  if (time === undefined) return refused('TOMBSTONE_TIME_MISSING', '');
  return { ok: true, record: { key, value: null, headers }, keyBytes, valueBytes: 0 };
};
