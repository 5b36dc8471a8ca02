import type { ErrorCode } from '@streamforge/contracts/errors';
import type { LogRecord, OutgoingHeaders, OutgoingRecord, TopicPartition } from '@streamforge/event-log/port';
import { deadLetterHeaders } from './headers.ts';
import { plainMessage } from './message.ts';

/** Why a record was refused, by whom, and where it lay. */
export interface RefusedAt extends TopicPartition {
  readonly code: ErrorCode;
  readonly message: string;
  readonly service: string;
  readonly group: string;
  /** How often the original was handled, this time included. */
  readonly attempt: number;
}

const ours: ReadonlySet<string> = new Set(Object.values(deadLetterHeaders));

/** The dead letter of a record, for `<topic>.dlq`: its bytes and headers as they were, and beside them why it was refused. */
export const deadLetterRecord = (record: LogRecord, refused: RefusedAt): OutgoingRecord => ({
  key: record.key,
  value: record.value,
  headers: [
    ...record.headers().filter(([name]) => !ours.has(name)),
    ...reasonHeaders(refused),
    [deadLetterHeaders.group, refused.group],
    [deadLetterHeaders.partition, String(refused.partition)],
    [deadLetterHeaders.offset, String(record.offset)],
    [deadLetterHeaders.timestamp, String(record.timestamp)],
  ],
});

/** Headers that every dead letter has, be it of a record or of a line. */
export const reasonHeaders = (
  { code, message, service, topic, attempt }: Pick<RefusedAt, 'code' | 'message' | 'service' | 'topic' | 'attempt'>,
): OutgoingHeaders => [
  [deadLetterHeaders.code, code],
  [deadLetterHeaders.message, plainMessage(message)],
  [deadLetterHeaders.service, service],
  [deadLetterHeaders.topic, topic],
  [deadLetterHeaders.attempt, String(attempt)],
];
