/** The history of a partition: the archive, then the log, as one sequence without a gap or an overlap. */
import type { EventLog, LogRecord, LostRange, RecordBatch, TopicPartition } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { boundsOf, pageLimit } from './log-pages.ts';
import { readSegment } from './segment-reader.ts';
import { listSegments } from './segments.ts';

export interface HistoryPorts {
  readonly events: Pick<EventLog, 'read' | 'offsets' | 'lostRanges'>;
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
}

/** Offsets of one partition, from `from` to before `to`. */
export interface Stretch extends TopicPartition {
  readonly from: number;
  readonly to: number;
}

export type HistoryBatch = Pick<RecordBatch, 'topic' | 'partition' | 'records' | 'nextOffset'>;

export interface HistoryOptions {
  readonly maxRecords: number;
  /** Told of offsets that neither the archive nor the log has; the history goes on behind them. */
  readonly onLost?: (range: LostRange) => void;
}

const within = (records: readonly LogRecord[], from: number, to: number): readonly LogRecord[] =>
  records.filter(({ offset }) => offset >= from && offset < to);

const slices = function* (records: readonly LogRecord[], size: number): Generator<readonly LogRecord[]> {
  for (let at = 0; at < records.length; at += size) yield records.slice(at, at + size);
};

/**
 * Reads a stretch of history. What is archived comes from the archive, also where the log still has it; records may be archived and
 * deleted from the log meanwhile.
 */
export const history = async function* (
  { events, objects }: HistoryPorts, { topic, partition, from, to }: Stretch, { maxRecords, onLost }: HistoryOptions,
): AsyncGenerator<HistoryBatch> {
  const place = { topic, partition };
  const batch = (records: readonly LogRecord[]): HistoryBatch => ({ ...place, records, nextOffset: (records.at(-1)?.offset ?? 0) + 1 });
  const lose = (begin: number, end: number, cause: LostRange['cause']): void => onLost?.({ ...place, from: begin, to: end, cause });
  let segments = await listSegments(objects, place);
  for (let position = from; position < to;) {
    const segment = segments.covering(position);
    if (segment !== undefined) {
      for await (const block of readSegment(objects, segment)) {
        for (const records of slices(within(block, position, to), maxRecords)) yield batch(records);
        if ((block.at(-1)?.offset ?? 0) >= to) break;
      }
      position = segment.next;
      continue;
    }
    const read = await events.read({ ...place, offset: position }, pageLimit);
    const first = read[0]?.offset ?? to;
    if (first > position) {
      // What is deleted was archived before. Bounds are no witness here: a log may show its new start later than a read misses the record.
      segments = await listSegments(objects, place);
      if (segments.covering(position) !== undefined) continue;
      const { start } = await boundsOf(events, place);
      if (start > position) {
        const next = Math.min(start, to, segments.nextAfter(position) ?? Infinity);
        lose(position, next, 'retention');
        position = next;
        continue;
      }
      for (const range of await events.lostRanges()) {
        if (range.topic !== topic || range.partition !== partition) continue;
        const [begin, end] = [Math.max(range.from, position), Math.min(range.to, first, to)];
        if (begin < end) lose(begin, end, range.cause);
      }
    }
    for (const records of slices(within(read, position, to), maxRecords)) yield batch(records);
    position = (read.at(-1)?.offset ?? to) + 1;
  }
};

/** Ranges of a stretch that neither the archive nor the log has, ascending; nothing is read for it. */
export const lostInHistory = async (
  { events, objects }: HistoryPorts, { topic, partition, from, to }: Stretch,
): Promise<readonly LostRange[]> => {
  const place = { topic, partition };
  const segments = await listSegments(objects, place);
  const { start } = await boundsOf(events, place);
  const truncated = (await events.lostRanges()).filter((range) => range.topic === topic && range.partition === partition);
  const lost: LostRange[] = [];
  for (let position = from; position < to;) {
    position = segments.endFrom(position);
    const next = Math.min(to, segments.nextAfter(position) ?? Infinity);
    if (position >= next) continue;
    if (start > position) lost.push({ ...place, from: position, to: Math.min(start, next), cause: 'retention' });
    for (const range of truncated) {
      const [begin, end] = [Math.max(range.from, position, start), Math.min(range.to, next)];
      if (begin < end) lost.push({ ...place, from: begin, to: end, cause: range.cause });
    }
    position = next;
  }
  return lost;
};
