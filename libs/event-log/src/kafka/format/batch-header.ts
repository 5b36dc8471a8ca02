/**
 * The head of a batch of records, message format 2. Source: Kafka's documentation, "Implementation: message format", record batch.
 */
export const place = {
  baseOffset: 0, length: 8, leaderEpoch: 12, magic: 16, crc: 17, attributes: 21, lastOffsetDelta: 23, baseTimestamp: 27,
  maxTimestamp: 35, producerId: 43, producerEpoch: 51, baseSequence: 53, count: 57, records: 61,
} as const;

/** Bytes before the checksummed part, and those of the length that are not in it. */
export const lengthBefore = 12;

export const magicOfBatches = 2;

const bit = { logAppendTime: 8, transactional: 16, control: 32 } as const;

export interface BatchHeader {
  readonly baseOffset: number;
  /** Offset after the batch. */
  readonly next: number;
  /** Bytes of the whole batch. */
  readonly length: number;
  readonly magic: number;
  readonly crc: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  readonly compression: number;
  readonly transactional: boolean;
  /** A marker of a transaction's end, not data. */
  readonly control: boolean;
  /** Epoch milliseconds that all records have: the broker's time of append; undefined where each has its own. */
  readonly appended: number | undefined;
  readonly baseTimestamp: number;
  readonly producerId: bigint;
  readonly count: number;
}

const foreign = (baseOffset: number, length: number, magic: number): BatchHeader => ({
  baseOffset, length, magic,
  next: baseOffset + 1,
  crc: 0, compression: 0, transactional: false, control: false, appended: undefined, baseTimestamp: 0, producerId: -1n, count: 1,
});

/** Reads the head of the batch that lies at `at`; undefined when it or its records are cut short there. */
export const batchHeaderAt = (bytes: Buffer, at: number): BatchHeader | undefined => {
  if (at + place.magic >= bytes.length) return undefined;
  const length = lengthBefore + bytes.readInt32BE(at + place.length);
  if (at + length > bytes.length) return undefined;
  const baseOffset = Number(bytes.readBigInt64BE(at + place.baseOffset));
  const magic = bytes.readInt8(at + place.magic);
  if (magic !== magicOfBatches || length < place.records) return foreign(baseOffset, Math.max(length, place.crc), Math.min(magic, 1));
  const attributes = bytes.readInt16BE(at + place.attributes);
  return {
    baseOffset, length, magic,
    next: baseOffset + bytes.readInt32BE(at + place.lastOffsetDelta) + 1,
    crc: bytes.readUInt32BE(at + place.crc),
    compression: attributes & 7,
    transactional: (attributes & bit.transactional) !== 0,
    control: (attributes & bit.control) !== 0,
    appended: (attributes & bit.logAppendTime) === 0 ? undefined : Number(bytes.readBigInt64BE(at + place.maxTimestamp)),
    baseTimestamp: Number(bytes.readBigInt64BE(at + place.baseTimestamp)),
    producerId: bytes.readBigInt64BE(at + place.producerId),
    count: bytes.readInt32BE(at + place.count),
  };
};
