/** A log has no index by key: the one partition that a key lies in is read from its end. */
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { TopicName } from '@streamforge/contracts/topics';
import { partitionOf } from '@streamforge/event-log/partitioner';
import type { EventLog, LogRecord } from '@streamforge/event-log/port';

export interface KeyedRecord {
  readonly at: CoordinatesOfRecord;
  readonly record: LogRecord;
}

/** Read at once. */
const PAGE = 500;
const PAGE_BYTES = 8_388_608;
/** Records that are looked at before giving up. */
const MOST = 200_000;

/**
 * The newest record of a key that is `wanted` (tenants may have used the same one), or undefined where the log no longer holds one among the newest
 * 200,000 of its partition.
 */
export const recordOfKey = async (
  events: EventLog, topic: TopicName, key: string, wanted: (record: LogRecord) => boolean,
): Promise<KeyedRecord | undefined> => {
  const partitions = await events.offsets(topic);
  if (partitions.length === 0) return undefined;
  const bounds = partitions.find(({ partition }) => partition === partitionOf(key, partitions.length));
  if (bounds === undefined) return undefined;
  const bytes = Buffer.from(key);
  const matches = (record: LogRecord): boolean => record.key !== null && Buffer.compare(record.key, bytes) === 0 && wanted(record);
  const least = Math.max(bounds.start, bounds.end - MOST);
  for (let end = bounds.end; end > least; end -= PAGE) {
    const found = await lastBetween(events, { topic, partition: bounds.partition, offset: Math.max(least, end - PAGE) }, end, matches);
    if (found !== undefined) return { at: { topic, partition: bounds.partition, offset: found.offset }, record: found };
  }
  return undefined;
};

const lastBetween = async (events: EventLog, from: CoordinatesOfRecord, end: number, matches: (record: LogRecord) => boolean): Promise<LogRecord | undefined> => {
  let last: LogRecord | undefined;
  for (let next = from.offset; next < end;) {
    const records = await events.read({ ...from, offset: next }, { maxRecords: PAGE, maxBytes: PAGE_BYTES });
    for (const record of records) {
      if (record.offset < end && matches(record)) last = record;
    }
    next = (records.at(-1)?.offset ?? end) + 1;
  }
  return last;
};
