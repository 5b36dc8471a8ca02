/** The letters of one partition of a dead-letter topic, a window at a time, so that memory stays bounded whatever they hold. */
import type { EventLog, LogRecord, PartitionOffsets, TopicPartition } from '@streamforge/event-log/port';
import { markedOffset, parseDeadLetter, type DeadLetter } from './letter.ts';
import { OffsetSet } from './offset-set.ts';

/** Offsets looked at together, and bytes held while they are. */
const WINDOW = 200;
const WINDOW_BYTES = 1_048_576;

export interface ListedLetter extends DeadLetter {
  /** Whether it was handed back to its topic. */
  readonly redriven: boolean;
}

export type LetterTest = (letter: DeadLetter, record: LogRecord) => boolean;

/** Records of one partition with from ≤ offset < to, ascending. */
export async function* recordsBetween(events: EventLog, at: TopicPartition, from: number, to: number): AsyncGenerator<LogRecord> {
  for (let next = from; next < to;) {
    const records = await events.read({ ...at, offset: next }, { maxRecords: Math.min(WINDOW, to - next), maxBytes: WINDOW_BYTES });
    if (records.length === 0) return;
    for (const record of records) {
      if (record.offset >= to) return;
      yield record;
      next = record.offset + 1;
    }
  }
}

/** Letters below an offset, newest first. Markers lie behind the letters they mark, so they are met first. */
export async function* newestFirst(
  events: EventLog, bounds: PartitionOffsets, below: number, test: LetterTest,
): AsyncGenerator<ListedLetter> {
  const redriven = new OffsetSet(bounds.start, bounds.end);
  for (let to = bounds.end; to > bounds.start; to -= WINDOW) {
    const found: DeadLetter[] = [];
    for await (const record of recordsBetween(events, bounds, Math.max(bounds.start, to - WINDOW), to)) {
      const marked = markedOffset(record);
      if (marked !== undefined) redriven.add(marked);
      const letter = record.offset < below ? parseDeadLetter(record, bounds) : undefined;
      if (letter !== undefined && test(letter, record)) found.push(letter);
    }
    for (const letter of found.toReversed()) yield { ...letter, redriven: redriven.has(letter.offset) };
  }
}

/** Letters from an offset on, oldest first. What was redriven is read beforehand. */
export async function* oldestFirst(
  events: EventLog, bounds: PartitionOffsets, from: number, test: LetterTest,
): AsyncGenerator<ListedLetter> {
  const redriven = await redrivenOffsets(events, bounds);
  for await (const record of recordsBetween(events, bounds, Math.max(from, bounds.start), bounds.end)) {
    const letter = parseDeadLetter(record, bounds);
    if (letter !== undefined && test(letter, record)) yield { ...letter, redriven: redriven.has(letter.offset) };
  }
}

/** Offsets of a partition's letters that were redriven, as markers from an offset on tell. */
export const redrivenOffsets = async (events: EventLog, bounds: PartitionOffsets, from = bounds.start): Promise<OffsetSet> => {
  const redriven = new OffsetSet(bounds.start, bounds.end);
  for await (const record of recordsBetween(events, bounds, from, bounds.end)) {
    const marked = markedOffset(record);
    if (marked !== undefined) redriven.add(marked);
  }
  return redriven;
};
