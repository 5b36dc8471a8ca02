import type { LogRecord } from '@streamforge/event-log/port';
import type { DeadLetter } from './letter.ts';

/** Which dead letters are meant; what is left out does not narrow. */
export interface DeadLetterFilter {
  /** The topic whose consumers refused them, not the dead-letter topic. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  /** Refused at or after, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Refused before, epoch milliseconds. */
  readonly to?: number | undefined;
  /** Text that the value, the key or the message contains, upper and lower case told apart. */
  readonly contains?: string | undefined;
  /** Whether who asks may read a record of a dead-letter topic. Default all. */
  readonly mayRead?: ((topic: string, record: LogRecord) => boolean) | undefined;
}

/** Whether a letter and the record it was read from match everything but the topic, which decides where to look. */
export const letterFilter = ({ code, from, to, contains, mayRead }: DeadLetterFilter): ((letter: DeadLetter, record: LogRecord) => boolean) =>
  (letter, record) => (code === undefined || letter.code === code)
    && (from === undefined || letter.timestamp >= from)
    && (to === undefined || letter.timestamp < to)
    && (contains === undefined || holds(letter, record, contains))
    && (mayRead === undefined || mayRead(letter.topic, record));

const holds = (letter: DeadLetter, { value }: LogRecord, wanted: string): boolean => letter.message.includes(wanted)
  || letter.key?.includes(wanted) === true
  || (value !== null && Buffer.from(value.buffer, value.byteOffset, value.length).includes(wanted));
