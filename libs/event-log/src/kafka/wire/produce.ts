import type { TopicPartition } from '../../port.ts';
import type { Call } from '../connection.ts';
import { refuse } from '../failure.ts';
import { readByTopic } from './arrays.ts';

const allInSync = -1;

/** What the broker says of the one partition that was sent to. */
export interface Produced extends TopicPartition {
  readonly baseOffset: number;
}

/** Milliseconds that an answer is late after the broker has stopped waiting for its replicas. */
const lateMs = 1_500;

/** One batch to one partition, acknowledged by all replicas in sync within `timeoutMs`. Throws BrokerError when it is refused. */
export const produce = ({ topic, partition }: TopicPartition, batch: Uint8Array, timeoutMs: number): Call<readonly Produced[]> => ({
  key: 0, version: 7, name: 'Produce', limitMs: timeoutMs + lateMs,
  write: (encoder) => encoder.writeString(null).writeInt16(allInSync).writeInt32(timeoutMs)
    .writeInt32(1).writeString(topic)
    .writeInt32(1).writeInt32(partition)
    .writeBytes(batch),
  read: (decoder) => readByTopic(decoder, (_, at) => {
    const errorCode = decoder.readInt16();
    const baseOffset = Number(decoder.readInt64());
    decoder.readInt64();
    decoder.readInt64();
    refuse(errorCode);
    return { ...at, baseOffset };
  }),
});

/** Milliseconds after which another broker is asked. */
const identityMs = 3_000;

/** Asks for an identity, by which the broker tells repeated batches from new ones. */
export const initProducerId = (): Call<{ readonly producerId: bigint; readonly epoch: number }> => ({
  key: 22, version: 1, name: 'InitProducerId', limitMs: identityMs,
  write: (encoder) => encoder.writeString(null).writeInt32(60_000),
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
    return { producerId: decoder.readInt64(), epoch: decoder.readInt16() };
  },
});
