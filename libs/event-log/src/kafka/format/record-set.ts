/**
 * What a fetch brought of one partition: batches of records one after another, with the markers and the aborted records of transactions
 * between them. Source of the rule for aborted ones: org.apache.kafka.clients.consumer.internals.CompletedFetch.
 */
import { decompress } from '../codecs/decompress.ts';
import { batchHeaderAt, magicOfBatches, place, type BatchHeader } from './batch-header.ts';
import { crc32c } from './crc32c.ts';
import { KafkaRecord } from './record-view.ts';
import { VarintReader } from './varint.ts';

/** A transaction of a producer that was aborted, from its first offset on. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** One step over a set. */
export interface OpenedBatch {
  /** Records to be handled, offsets ascending; none where a batch holds only markers, aborted records or what can't be read. */
  readonly records: readonly KafkaRecord[];
  /** Offset after the batch. */
  readonly next: number;
  /** Why the batch can't be read, if it can't. */
  readonly unreadable?: string;
}

const commitMarker = 1;
/** A marker’s key: two bytes of version, two of type; the record before it has six bytes of fixed size. */
const markerTypeAt = (bytes: Buffer): number => {
  const reader = new VarintReader(bytes, place.records);
  reader.next();
  reader.skip(1);
  reader.next();
  reader.next();
  reader.next();
  const key = reader.skip(4);
  return bytes.readInt16BE(key + 2);
};

export class RecordSet {
  readonly #bytes: Buffer;
  readonly #maxBatchBytes: number;
  readonly #pending: AbortedTransaction[];
  readonly #aborted = new Set<bigint>();
  #at = 0;

  /** `maxBatchBytes` bounds what one batch may expand to. */
  constructor(bytes: Buffer, aborted: readonly AbortedTransaction[], maxBatchBytes: number) {
    this.#bytes = bytes;
    this.#maxBatchBytes = maxBatchBytes;
    this.#pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Bytes that are left, as they came. */
  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next batch with its records from offset `from` on; undefined at the end. */
  async next(from: number): Promise<OpenedBatch | undefined> {
    const header = batchHeaderAt(this.#bytes, this.#at);
    if (header === undefined) {
      this.#at = this.#bytes.length;
      return undefined;
    }
    const batch = this.#bytes.subarray(this.#at, this.#at + header.length);
    this.#at += header.length;
    const { next } = header;
    if (next <= from || this.#hidden(header, batch)) return { records: [], next };
    try {
      return { records: await this.#open(header, batch, from), next };
    } catch (error) {
      return { records: [], next, unreadable: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Whether the batch is a marker, or records that their transaction took back. */
  #hidden({ control, transactional, producerId, next }: BatchHeader, batch: Buffer): boolean {
    while ((this.#pending[0]?.firstOffset ?? Infinity) < next) this.#aborted.add((this.#pending.shift() as AbortedTransaction).producerId);
    if (control) {
      if (markerTypeAt(batch) !== commitMarker) this.#aborted.delete(producerId);
      return true;
    }
    return transactional && this.#aborted.has(producerId);
  }

  async #open(header: BatchHeader, batch: Buffer, from: number): Promise<readonly KafkaRecord[]> {
    if (header.magic !== magicOfBatches) throw new RangeError(`Its message format ${header.magic} is from before Kafka 0.11.`);
    if (crc32c(batch.subarray(place.attributes)) !== header.crc) throw new RangeError('Its checksum does not match.');
    const body = await decompress(header.compression, batch.subarray(place.records), this.#maxBatchBytes);
    const reader = new VarintReader(body, 0);
    const records: KafkaRecord[] = [];
    for (let index = 0; index < header.count; index += 1) {
      const record = new KafkaRecord(header, reader);
      if (record.offset >= from) records.push(record);
    }
    return records;
  }
}
