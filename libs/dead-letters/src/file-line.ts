import type { ErrorCode } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import { deadLetterHeaders } from './headers.ts';
import { reasonHeaders } from './record.ts';

/** A line of a file that could not be read as an event. */
export interface RefusedLine {
  /** Topic its events would have gone to; the letter belongs to `<topic>.dlq`. */
  readonly topic: string;
  /** The file as the person named it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line as it was read, without its line end. More than a record may hold is cut. */
  readonly bytes: Uint8Array;
  readonly code: ErrorCode;
  readonly message: string;
  /** Who read the file. */
  readonly service: string;
}

/** The dead letter of an unreadable line. It can't be redriven: the line is not a record; correct the file and replay it. */
export const fileLineDeadLetter = ({ bytes, file, line, ...reason }: RefusedLine): OutgoingRecord => ({
  key: null,
  value: bytes.length > limits.recordBytes ? bytes.subarray(0, limits.recordBytes) : bytes,
  headers: [
    ...reasonHeaders({ ...reason, attempt: 1 }),
    [deadLetterHeaders.file, file],
    [deadLetterHeaders.line, String(line)],
  ],
});
