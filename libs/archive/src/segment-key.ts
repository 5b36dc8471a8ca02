/**
 * A segment's name says everything that must be known without opening it: where its records lie and when the newest was appended.
 * `archive/market.trades.v1/3/00000000000000001000-00000000000000004821-1735689600000.zst`
 */
import type { TopicPartition } from '@streamforge/event-log/port';

export interface Segment extends TopicPartition {
  /** Offset at which it begins; its first record may have a greater one, where the log has gaps. */
  readonly from: number;
  /** Offset after its last record. */
  readonly next: number;
  /** Timestamp of its newest record, epoch milliseconds, rounded up. */
  readonly newest: number;
}

const OFFSET_DIGITS = 20;
const TIME_DIGITS = 13;

const pattern = /^(?<from>\d{20})-(?<next>\d{20})-(?<newest>\d{13,})\.zst$/;

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

/** What the keys of one partition's segments begin with; they sort by their first offset. */
export const prefixOf = ({ topic, partition }: TopicPartition): string => `archive/${topic}/${partition}/`;

export const segmentKey = (segment: Segment): string => {
  const { from, next, newest } = segment;
  return `${prefixOf(segment)}${digits(from, OFFSET_DIGITS)}-${digits(next, OFFSET_DIGITS)}-${digits(newest, TIME_DIGITS)}.zst`;
};

/** The segment that a key of the partition names; undefined for any other object. */
export const segmentOf = (place: TopicPartition, key: string): Segment | undefined => {
  const prefix = prefixOf(place);
  const { from, next, newest } = (key.startsWith(prefix) ? pattern.exec(key.slice(prefix.length))?.groups : undefined) ?? {};
  if (from === undefined || next === undefined || newest === undefined) return undefined;
  const segment = { topic: place.topic, partition: place.partition, from: Number(from), next: Number(next), newest: Number(newest) };
  return segment.from < segment.next ? segment : undefined;
};
