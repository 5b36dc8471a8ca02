import type { Coordinates, LogRecord, TopicPartition } from '@streamforge/event-log/port';
import { deadLetterHeaders, redrivenHeader } from './headers.ts';

/** Where the refused bytes came from: a record of a topic, or a line of a file. */
export type LetterOrigin =
  | { readonly kind: 'record'; readonly topic: string; readonly partition: number; readonly offset: number; readonly timestamp: number }
  | { readonly kind: 'line'; readonly topic: string; readonly file: string; readonly line: number };

/** A dead letter without its bytes: small, whatever it holds. */
export interface DeadLetter extends Coordinates {
  /** Epoch milliseconds at which it was refused. */
  readonly timestamp: number;
  readonly code: string;
  readonly message: string;
  readonly service: string;
  /** Group that refused it; '' for a line of a file. */
  readonly group: string;
  readonly attempt: number;
  readonly origin: LetterOrigin;
  /** Null when the record had none. Bytes that are not UTF-8 show as U+FFFD. */
  readonly key: string | null;
  /** Size of the value. */
  readonly bytes: number;
}

const text = new TextDecoder();

/** A header as text, or undefined. */
export const headerText = (record: LogRecord, name: string): string | undefined => {
  const value = record.header(name);
  return value === undefined ? undefined : text.decode(value);
};

const whole = (spelled: string | undefined): number | undefined => {
  const value = spelled === undefined || spelled === '' ? Number.NaN : Number(spelled);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};

/** The offset that a marker record says was redriven, or undefined when the record is a letter: a letter always has a code. */
export const markedOffset = (record: LogRecord): number | undefined =>
  record.header(deadLetterHeaders.code) === undefined ? whole(headerText(record, redrivenHeader)) : undefined;

/** Reads a dead letter, or undefined for a marker and for a record that is no dead letter. */
export const parseDeadLetter = (record: LogRecord, { topic, partition }: TopicPartition): DeadLetter | undefined => {
  const code = headerText(record, deadLetterHeaders.code);
  const origin = originOf(record);
  if (code === undefined || origin === undefined) return undefined;
  return {
    topic,
    partition,
    offset: record.offset,
    timestamp: record.timestamp,
    code,
    message: headerText(record, deadLetterHeaders.message) ?? '',
    service: headerText(record, deadLetterHeaders.service) ?? '',
    group: headerText(record, deadLetterHeaders.group) ?? '',
    attempt: whole(headerText(record, deadLetterHeaders.attempt)) ?? 1,
    origin,
    key: record.key === null ? null : text.decode(record.key),
    bytes: record.value?.length ?? 0,
  };
};

const originOf = (record: LogRecord): LetterOrigin | undefined => {
  const topic = headerText(record, deadLetterHeaders.topic);
  if (topic === undefined) return undefined;
  const file = headerText(record, deadLetterHeaders.file);
  const line = whole(headerText(record, deadLetterHeaders.line));
  if (file !== undefined && line !== undefined) return { kind: 'line', topic, file, line };
  const partition = whole(headerText(record, deadLetterHeaders.partition));
  const offset = whole(headerText(record, deadLetterHeaders.offset));
  const timestamp = whole(headerText(record, deadLetterHeaders.timestamp));
  if (partition === undefined || offset === undefined || timestamp === undefined) return undefined;
  return { kind: 'record', topic, partition, offset, timestamp };
};
