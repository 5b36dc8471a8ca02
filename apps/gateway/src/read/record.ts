/** A record of the log as people read it. */
import { utf8Text } from '@streamforge/codec/utf8';
import type { LogRecord } from '@streamforge/event-log/port';
import { z } from 'zod';

/** Bytes as text where they are UTF-8, else in base64. */
const Shown = z.object({ text: z.string().optional(), base64: z.string().optional() });

export const RecordAnswer = z.object({
  timestamp: z.int().describe('Epoch milliseconds of the append.'),
  key: z.string().nullable(),
  value: Shown.nullable().describe('The very bytes; null is a tombstone.'),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});

/** Exactly the bytes, shown one way or the other. */
export const shownBytes = (bytes: Uint8Array): z.input<typeof Shown> => {
  const text = utf8Text(bytes);
  return text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text };
};

const plain = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

export const shownHeaders = (headers: ReturnType<LogRecord['headers']>): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name, value: plain(value) }));

export const shownRecord = (record: LogRecord): z.input<typeof RecordAnswer> => ({
  timestamp: record.timestamp,
  key: record.key === null ? null : plain(record.key),
  value: record.value === null ? null : shownBytes(record.value),
  headers: shownHeaders(record.headers()),
});
