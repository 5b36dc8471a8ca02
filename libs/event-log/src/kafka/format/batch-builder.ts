import type { Bytes, OutgoingHeaders } from '../../port.ts';
import { crc32c } from './crc32c.ts';
import { lengthBefore, magicOfBatches, place } from './batch-header.ts';
import { varintSize, writeVarint } from './varint.ts';

/** Who produces, for the broker to tell a repeated batch from a new one. */
export interface ProducerStamp {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly sequence: number;
}

const lengthOf = (bytes: Bytes): number => (typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length);
const sizeOf = (bytes: Bytes | null): number => {
  if (bytes === null) return 1;
  const length = lengthOf(bytes);
  return varintSize(length) + length;
};

/** Gathers records into the body of one batch. */
export class BatchBuilder {
  #memory: Buffer;
  #length = 0;
  #count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  constructor(capacity = 4_096) {
    this.#memory = Buffer.allocUnsafe(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get length(): number {
    return this.#length;
  }

  /** The records so far, uncompressed. */
  get body(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** Adds a record and answers its index in the batch. */
  add(key: Bytes | null, value: Bytes | null, headers: OutgoingHeaders | undefined, timestamp: number): number {
    const index = this.#count;
    if (index === 0) this.#baseTimestamp = this.#maxTimestamp = timestamp;
    this.#maxTimestamp = Math.max(this.#maxTimestamp, timestamp);
    const delta = timestamp - this.#baseTimestamp;
    const headerCount = headers?.length ?? 0;
    let size = 1 + varintSize(delta) + varintSize(index) + sizeOf(key) + sizeOf(value) + varintSize(headerCount);
    for (let each = 0; each < headerCount; each += 1) {
      const [name, header] = (headers as OutgoingHeaders)[each] as OutgoingHeaders[number];
      size += sizeOf(name) + sizeOf(header);
    }
    this.#reserve(size + 5);
    this.#varint(size);
    this.#memory[this.#length] = 0;
    this.#length += 1;
    this.#varint(delta);
    this.#varint(index);
    this.#bytes(key);
    this.#bytes(value);
    this.#varint(headerCount);
    headers?.forEach(([name, header]) => {
      this.#bytes(name);
      this.#bytes(header);
    });
    this.#count += 1;
    return index;
  }

  /** The whole batch as it goes over the wire; `body` is the records as they are or compressed, which `compression` tells. */
  seal(body: Uint8Array, compression: number, { producerId, epoch, sequence }: ProducerStamp): Buffer {
    const batch = Buffer.allocUnsafe(place.records + body.length);
    batch.writeBigInt64BE(0n, place.baseOffset);
    batch.writeInt32BE(batch.length - lengthBefore, place.length);
    batch.writeInt32BE(-1, place.leaderEpoch);
    batch.writeInt8(magicOfBatches, place.magic);
    batch.writeInt16BE(compression, place.attributes);
    batch.writeInt32BE(this.#count - 1, place.lastOffsetDelta);
    batch.writeBigInt64BE(BigInt(this.#baseTimestamp), place.baseTimestamp);
    batch.writeBigInt64BE(BigInt(this.#maxTimestamp), place.maxTimestamp);
    batch.writeBigInt64BE(producerId, place.producerId);
    batch.writeInt16BE(epoch, place.producerEpoch);
    batch.writeInt32BE(sequence, place.baseSequence);
    batch.writeInt32BE(this.#count, place.count);
    batch.set(body, place.records);
    batch.writeUInt32BE(crc32c(batch.subarray(place.attributes)), place.crc);
    return batch;
  }

  #varint(value: number): void {
    this.#length = writeVarint(this.#memory, this.#length, value);
  }

  #bytes(bytes: Bytes | null): void {
    if (bytes === null) return this.#varint(-1);
    if (typeof bytes === 'string') {
      this.#varint(lengthOf(bytes));
      this.#length += this.#memory.write(bytes, this.#length);
      return undefined;
    }
    this.#varint(bytes.length);
    this.#memory.set(bytes, this.#length);
    this.#length += bytes.length;
    return undefined;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#memory.length * 2));
    this.#memory.copy(larger, 0, 0, this.#length);
    this.#memory = larger;
  }
}
