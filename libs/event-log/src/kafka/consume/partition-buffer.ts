/** What was fetched of one partition and not yet handed over; says where to fetch on, and opens it batch by batch. */
import type { LostRange, TopicPartition } from '../../port.ts';
import type { KafkaRecord } from '../format/record-view.ts';
import type { OpenedBatch, RecordSet } from '../format/record-set.ts';
import type { FetchedPartition } from '../wire/fetch.ts';
import { arrivalOf, offsetAfter, type Arrival } from './fetched.ts';

/** Bytes, as they came, above which nothing more is fetched. */
const enoughBytes = 2_097_152;

export interface TakenRecords {
  readonly records: readonly KafkaRecord[];
  readonly bytes: number;
  /** Offset after them, and after what is not to be seen behind them. */
  readonly next: number;
}

export class PartitionBuffer {
  readonly #at: TopicPartition;
  readonly #maxBatchBytes: number;
  #arrivals: Arrival[] = [];
  #bytes = 0;
  #fetchNext: number;
  #position: number;
  #opened: readonly KafkaRecord[] = [];
  #openedAt = 0;
  #openedNext: number;
  /** A batch that can't be read and waits for the records before it to go. */
  #stuck: OpenedBatch | undefined;
  /** Offset after the last record of the partition that readers may see. */
  end = 0;

  constructor(at: TopicPartition, position: number, maxBatchBytes: number) {
    this.#at = at;
    this.#maxBatchBytes = maxBatchBytes;
    this.#fetchNext = this.#position = this.#openedNext = position;
  }

  /** Where to fetch on; undefined while enough lies here. */
  get wanted(): number | undefined {
    return this.#bytes < enoughBytes ? this.#fetchNext : undefined;
  }

  /** Takes what was fetched from an offset on, unless the reader has moved elsewhere meanwhile. */
  arrive(from: number, fetched: FetchedPartition): void {
    if (from !== this.#fetchNext) return;
    this.end = fetched.end;
    if (fetched.batches.length === 0) return;
    this.#fetchNext = offsetAfter(fetched.batches, from);
    this.#bytes += fetched.batches.length;
    this.#arrivals.push(arrivalOf(fetched, this.#maxBatchBytes));
  }

  /** Notes that a range from the fetch position on can't be read; reading goes on at `next`. */
  arriveLost(from: number, lost: LostRange, next: number): void {
    if (from !== this.#fetchNext) return;
    this.#fetchNext = next;
    this.#arrivals.push({ lost });
  }

  /** Offset of the next record to hand over. */
  get position(): number {
    return this.#position;
  }

  get empty(): boolean {
    return this.#arrivals.length === 0 && this.#openedAt >= this.#opened.length;
  }

  /**
   * The next records within the limits, one at least if there is one; none when all is used up, or only what is not to be seen was passed
   * over. A lost range is told when it is come upon.
   */
  async take(limit: { readonly maxRecords: number; readonly maxBytes: number }, lost: (range: LostRange) => void): Promise<TakenRecords> {
    const records: KafkaRecord[] = [];
    let bytes = 0;
    for (;;) {
      while (this.#openedAt < this.#opened.length) {
        const record = this.#opened[this.#openedAt] as KafkaRecord;
        if (records.length > 0 && (records.length >= limit.maxRecords || bytes + record.size > limit.maxBytes)) return { records, bytes, next: this.#position };
        records.push(record);
        bytes += record.size;
        this.#openedAt += 1;
        this.#position = record.offset + 1;
      }
      this.#position = Math.max(this.#position, this.#openedNext);
      const [arrival] = this.#arrivals;
      if (arrival === undefined || ('lost' in arrival && records.length > 0)) return { records, bytes, next: this.#position };
      if ('lost' in arrival) this.#passLost(arrival.lost, lost);
      else if (!await this.#open(arrival.set, records.length > 0, lost)) return { records, bytes, next: this.#position };
    }
  }

  #passLost(range: LostRange, lost: (range: LostRange) => void): void {
    this.#arrivals.shift();
    this.#position = this.#openedNext = range.cause === 'truncated' ? range.from : range.to;
    lost(range);
  }

  /** Opens the next batch of a set; false when it can't be read and records before it go first. */
  async #open(set: RecordSet, recordsFirst: boolean, lost: (range: LostRange) => void): Promise<boolean> {
    if (this.#stuck !== undefined) {
      const stuck = this.#stuck;
      this.#stuck = undefined;
      this.#tellUnreadable(stuck, lost);
      return true;
    }
    const before = set.bytesLeft;
    const batch = await set.next(this.#position);
    if (this.#arrivals[0] === undefined || !('set' in this.#arrivals[0]) || this.#arrivals[0].set !== set) return true;
    this.#bytes -= before - set.bytesLeft;
    if (batch === undefined) {
      this.#arrivals.shift();
      return true;
    }
    if (batch.unreadable !== undefined) {
      if (recordsFirst) {
        this.#stuck = batch;
        return false;
      }
      this.#tellUnreadable(batch, lost);
      return true;
    }
    this.#opened = batch.records;
    this.#openedAt = 0;
    this.#openedNext = batch.next;
    return true;
  }

  #tellUnreadable({ next, unreadable = '' }: OpenedBatch, lost: (range: LostRange) => void): void {
    const from = this.#position;
    this.#position = this.#openedNext = next;
    lost({ ...this.#at, from, to: next, cause: 'unreadable', detail: unreadable });
  }
}
