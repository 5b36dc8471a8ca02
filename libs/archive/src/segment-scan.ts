/**
 * Finds where the next segment of a partition ends. It ends with the record that makes it large enough, or before the first record that was
 * appended a whole period after its own first one: both follow from the records alone, so that whoever looks finds the same end.
 */
import type { EventLog, LogRecord, LostRange, TopicPartition } from '@streamforge/event-log/port';
import { boundsOf, pagesOf } from './log-pages.ts';
import type { Segment } from './segment-key.ts';

export interface SegmentRules {
  /** Bytes of keys, values and headers at which a segment ends. */
  readonly segmentBytes: number;
  /** Milliseconds of appends that a segment spans at most. */
  readonly segmentMs: number;
}

/** How much later than its period a quiet partition's segment is closed: as far as the clocks of brokers may be apart. */
const clockSkewMs = 300_000;

const sizeOf = (record: LogRecord): number => record.headers()
  .reduce((sum, [name, value]) => sum + name.length + value.length, (record.key?.length ?? 0) + (record.value?.length ?? 0));

/** One open segment: it goes on where it was each time it looks. */
export class SegmentScan {
  readonly #place: TopicPartition;
  readonly #rules: SegmentRules;
  /** Where a segment begins that is archived already; infinite when there is none. */
  readonly until: number;
  /** Where it began to look. */
  readonly from: number;
  #from: number;
  #next: number;
  #records = 0;
  #bytes = 0;
  #first = 0;
  #newest = 0;

  /** `until` is where the archive goes on, if it does: no record is archived twice. */
  constructor(place: TopicPartition, from: number, rules: SegmentRules, until = Infinity) {
    this.#place = place;
    this.#rules = rules;
    this.until = until;
    this.from = from;
    this.#from = from;
    this.#next = from;
  }

  /** Timestamp of the oldest record that is not archived yet; undefined when all are. */
  get oldest(): number | undefined {
    return this.#records === 0 ? undefined : this.#first;
  }

  /** Reads on to the end of the segment or of the partition. Resolves to the segment when it is closed; `now` closes one that is old. */
  async advance(
    events: Pick<EventLog, 'read' | 'offsets' | 'lostRanges'>, now: number, signal?: AbortSignal,
  ): Promise<Segment | undefined> {
    const { end } = await boundsOf(events, this.#place);
    const { topic, partition } = this.#place;
    const holes = (await events.lostRanges()).filter((range) => range.topic === topic && range.partition === partition);
    for await (const page of pagesOf(events, this.#place, this.#next, Math.min(end, this.until), signal)) {
      for (const record of page) {
        if (this.#endsBefore(record, holes)) return this.#closed();
        this.#add(record);
        if (this.#bytes >= this.#rules.segmentBytes) return this.#closed();
      }
    }
    if (this.#records === 0) return undefined;
    const old = now >= this.#first + this.#rules.segmentMs + clockSkewMs;
    return old || this.#next >= this.until ? this.#closed() : undefined;
  }

  /** A segment never spans what the log lost: what it claims to have, it has. */
  #endsBefore(record: LogRecord, holes: readonly LostRange[]): boolean {
    const hole = holes.findLast(({ from, to }) => from < record.offset && to > this.#next);
    if (this.#records === 0) {
      if (hole !== undefined) this.#from = Math.min(hole.to, record.offset);
      return false;
    }
    return hole !== undefined || record.timestamp >= this.#first + this.#rules.segmentMs;
  }

  #add(record: LogRecord): void {
    if (this.#records === 0) this.#first = record.timestamp;
    this.#newest = Math.max(this.#newest, Math.ceil(record.timestamp));
    this.#records += 1;
    this.#bytes += sizeOf(record);
    this.#next = record.offset + 1;
  }

  #closed(): Segment {
    return { ...this.#place, from: this.#from, next: this.#next, newest: this.#newest };
  }
}
