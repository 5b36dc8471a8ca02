import type { Coordinates, TopicPartition } from '../../port.ts';
import type { Call } from '../connection.ts';
import type { AbortedTransaction } from '../format/record-set.ts';
import { refuse } from '../failure.ts';
import { readBuffer, readByTopic, writeByTopic } from './arrays.ts';

/** Readers see what is committed: neither open nor aborted transactions. */
const readCommitted = 1;

export interface FetchLimits {
  /** Milliseconds that the broker waits for something to send. */
  readonly waitMs: number;
  readonly maxBytes: number;
  readonly partitionBytes: number;
}

export interface FetchedPartition extends TopicPartition {
  readonly errorCode: number;
  /** Offset after the last record that readers may see. */
  readonly end: number;
  readonly start: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Batches as they lie in the log; the last one may be cut short. */
  readonly batches: Buffer;
}

/** Records of some partitions of one broker, from an offset on each. */
export const fetch = (wanted: readonly Coordinates[], { waitMs, maxBytes, partitionBytes }: FetchLimits): Call<readonly FetchedPartition[]> => ({
  key: 1, version: 11, name: 'Fetch', brokerMs: waitMs,
  write: (encoder) => {
    encoder.writeInt32(-1).writeInt32(waitMs).writeInt32(1).writeInt32(maxBytes).writeInt8(readCommitted).writeInt32(0).writeInt32(-1);
    return writeByTopic(encoder, wanted, (out, { partition, offset }) =>
      out.writeInt32(partition).writeInt32(-1).writeInt64(offset).writeInt64(-1).writeInt32(partitionBytes))
      .writeInt32(0).writeString('');
  },
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
    decoder.readInt32();
    return readByTopic(decoder, (_, at) => {
      const errorCode = decoder.readInt16();
      decoder.readInt64();
      const end = Number(decoder.readInt64());
      const start = Number(decoder.readInt64());
      const aborted = decoder.readArray(() => ({ producerId: decoder.readInt64(), firstOffset: Number(decoder.readInt64()) }));
      decoder.readInt32();
      return { ...at, errorCode, end, start, aborted, batches: readBuffer(decoder) };
    });
  },
});

const bound = { start: -2n, end: -1n } as const;

export interface Bound extends TopicPartition {
  readonly errorCode: number;
  readonly offset: number;
}

/** First readable offset of partitions, or the offset after the last record that readers may see. */
export const listOffsets = (which: 'start' | 'end', partitions: readonly TopicPartition[]): Call<readonly Bound[]> => ({
  key: 2, version: 2, name: 'ListOffsets',
  write: (encoder) => writeByTopic(encoder.writeInt32(-1).writeInt8(readCommitted), partitions, (out, { partition }) =>
    out.writeInt32(partition).writeInt64(bound[which])),
  read: (decoder) => {
    decoder.readInt32();
    return readByTopic(decoder, (_, at) => {
      const errorCode = decoder.readInt16();
      decoder.readInt64();
      return { ...at, errorCode, offset: Number(decoder.readInt64()) };
    });
  },
});
