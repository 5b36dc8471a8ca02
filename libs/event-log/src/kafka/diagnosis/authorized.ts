/** What the user may do, as brokers tell it: one bit per operation (Kafka protocol, "authorized operations"; numbers of `AclOperation`). */
import type Decoder from 'kafkajs/src/protocol/decoder.js';
import type { Call } from '../connection.ts';
import { writeArray } from '../wire/arrays.ts';
import type { PartitionState, TopicState } from '../wire/metadata.ts';

const bits = { read: 3, write: 4, describe: 8 } as const;

export type Operation = keyof typeof bits;

/** Brokers that can't tell answer with this. */
const untold = -(2 ** 31);

/** Whether an operation is allowed; undefined when the broker does not tell. */
export const mayDo = (operations: number, operation: Operation): boolean | undefined =>
  operations === untold ? undefined : (operations & (1 << bits[operation])) !== 0;

export interface AuthorizedTopic extends TopicState {
  readonly operations: number;
}

export interface AuthorizedCluster {
  readonly nodes: readonly { readonly node: number; readonly host: string; readonly port: number }[];
  readonly topics: readonly AuthorizedTopic[];
}

const readIds = (decoder: Decoder): number => decoder.readArray(() => decoder.readInt32()).length;

const readTopic = (decoder: Decoder): AuthorizedTopic => {
  const errorCode = decoder.readInt16();
  const name = decoder.readString() ?? '';
  const internal = decoder.readBoolean();
  const partitions: PartitionState[] = [];
  decoder.readArray(() => {
    decoder.readInt16();
    const partition = decoder.readInt32();
    const leader = decoder.readInt32();
    decoder.readInt32();
    const [replicas, inSync] = [readIds(decoder), readIds(decoder)];
    readIds(decoder);
    partitions[partition] = { leader, replicas, inSync };
  });
  return { name, errorCode, internal, partitions, operations: decoder.readInt32() };
};

/** The brokers and some topics, with what the user may do to each. Kafka 2.3 and newer tell it. */
export const authorizedMetadata = (topics: readonly string[]): Call<AuthorizedCluster> => ({
  key: 3, version: 8, name: 'Metadata',
  write: (encoder) => writeArray(encoder, topics, (out, topic) => out.writeString(topic)).writeBoolean(false).writeBoolean(false).writeBoolean(true),
  read: (decoder) => {
    decoder.readInt32();
    const nodes = decoder.readArray(() => {
      const node = { node: decoder.readInt32(), host: decoder.readString() ?? '', port: decoder.readInt32() };
      decoder.readString();
      return node;
    });
    decoder.readString();
    decoder.readInt32();
    return { nodes, topics: decoder.readArray(readTopic) };
  },
});

export interface AuthorizedGroup {
  readonly errorCode: number;
  readonly operations: number;
}

/** A group with what the user may do to it, asked of its coordinator. */
export const authorizedGroup = (group: string): Call<AuthorizedGroup> => ({
  key: 15, version: 3, name: 'DescribeGroups',
  write: (encoder) => writeArray(encoder, [group], (out, name) => out.writeString(name)).writeBoolean(true),
  read: (decoder) => {
    decoder.readInt32();
    const [found] = decoder.readArray(() => {
      const errorCode = decoder.readInt16();
      for (let text = 0; text < 4; text += 1) decoder.readString();
      decoder.readArray(() => {
        for (let text = 0; text < 3; text += 1) decoder.readString();
        decoder.readBytes();
        decoder.readBytes();
      });
      return { errorCode, operations: decoder.readInt32() };
    });
    return found ?? { errorCode: 0, operations: untold };
  },
});
