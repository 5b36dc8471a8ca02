import { TerminalError } from '@streamforge/contracts/errors';
import type { EventLog, LogRecord } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { pagesOf } from './log-pages.ts';
import { encodeRecord } from './record-bytes.ts';
import { segmentKey, type Segment } from './segment-key.ts';
import { readSegment } from './segment-reader.ts';

const recordsFrom = async function* (pages: AsyncIterable<readonly LogRecord[]>, from: number): AsyncGenerator<LogRecord> {
  for await (const page of pages) for (const record of page) if (record.offset >= from) yield record;
};

/**
 * Reads a segment back and compares it, byte for byte, with what the log has from an offset on. Throws `ARCHIVE_MISMATCH` at the first
 * record that only one of them has or that differs, and `OBJECT_CORRUPT` when the object is damaged.
 */
export const sameRecords = async (
  events: Pick<EventLog, 'read'>, objects: Pick<ObjectStore, 'get'>, segment: Segment, from: number, signal?: AbortSignal,
): Promise<void> => {
  const inLog = recordsFrom(pagesOf(events, segment, from, segment.next, signal), from);
  const where = { topic: segment.topic, partition: segment.partition, key: segmentKey(segment) };
  try {
    for await (const archived of recordsFrom(readSegment(objects, segment), from)) {
      const { value: held } = await inLog.next();
      if (held === undefined || Buffer.compare(encodeRecord(archived), encodeRecord(held)) !== 0) {
        throw new TerminalError('ARCHIVE_MISMATCH', '', { ...where, offset: archived.offset });
      }
    }
    const { value: more } = await inLog.next();
    if (more !== undefined) throw new TerminalError('ARCHIVE_MISMATCH', 'The archive lacks it.', { ...where, offset: more.offset });
  } finally {
    await inLog.return(undefined);
  }
};
