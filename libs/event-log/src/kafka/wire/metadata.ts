import type Decoder from 'kafkajs/src/protocol/decoder.js';
import type { Call } from '../connection.ts';
import { readText, writeArray } from './arrays.ts';

export interface PartitionState {
  /** Node that leads it; -1 while there is none. */
  readonly leader: number;
  readonly replicas: number;
  readonly inSync: number;
}

export interface TopicState {
  readonly name: string;
  readonly errorCode: number;
  readonly internal: boolean;
  /** By number of the partition. */
  readonly partitions: readonly PartitionState[];
}

export interface ClusterState {
  readonly nodes: readonly { readonly node: number; readonly host: string; readonly port: number }[];
  readonly controller: number;
  readonly topics: readonly TopicState[];
}

/** Milliseconds after which another broker is asked: any of them knows. */
const limitMs = 3_000;

const readTopic = (decoder: Decoder): TopicState => {
  const errorCode = decoder.readInt16();
  const name = readText(decoder);
  const internal = decoder.readBoolean();
  const partitions: PartitionState[] = [];
  decoder.readArray(() => {
    decoder.readInt16();
    const partition = decoder.readInt32();
    const leader = decoder.readInt32();
    const ids = (): number => decoder.readArray(() => decoder.readInt32()).length;
    const [replicas, inSync] = [ids(), ids()];
    ids();
    partitions[partition] = { leader, replicas, inSync };
  });
  return { name, errorCode, internal, partitions };
};

/** The brokers, and the topics of these names or all. */
export const metadata = (topics: readonly string[] | null): Call<ClusterState> => ({
  key: 3, version: 5, name: 'Metadata', limitMs,
  write: (encoder) => (topics === null ? encoder.writeInt32(-1) : writeArray(encoder, topics, (out, topic) => out.writeString(topic))).writeBoolean(false),
  read: (decoder) => {
    decoder.readInt32();
    const nodes = decoder.readArray(() => {
      const node = { node: decoder.readInt32(), host: readText(decoder), port: decoder.readInt32() };
      decoder.readString();
      return node;
    });
    decoder.readString();
    return { nodes, controller: decoder.readInt32(), topics: decoder.readArray(readTopic) };
  },
});
