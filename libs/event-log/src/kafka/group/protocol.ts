/** What members of a group tell each other through the broker, in the layout that Kafka's own tools read. */
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import type { TopicPartition } from '../../port.ts';
import { readBuffer, readByTopic, readText, writeArray, writeByTopic } from '../wire/arrays.ts';

/** Named in every join: members that divide partitions in another way can't be in one group with ours. */
export const protocolName = 'streamforge-cooperative';

export interface Subscription {
  readonly topics: readonly string[];
  /** Generation in which the member got what it owns; -1 when it owns nothing. */
  readonly generation: number;
  readonly owned: readonly TopicPartition[];
}

const writePartitions = (encoder: Encoder, partitions: readonly TopicPartition[]): Encoder =>
  writeByTopic(encoder, partitions, (out, { partition }) => out.writeInt32(partition));

/** What a member reads and has, for the leader. */
export const encodeSubscription = ({ topics, generation, owned }: Subscription): Uint8Array => {
  const ours = writePartitions(new Encoder().writeInt32(generation), owned);
  return writeArray(new Encoder().writeInt16(0), topics, (out, topic) => out.writeString(topic)).writeBytes(ours.buffer).buffer;
};

/** Reads what a member told when it joined. */
export const decodeSubscription = (bytes: Buffer): Subscription => {
  const decoder = new Decoder(bytes);
  decoder.readInt16();
  const topics = decoder.readArray(() => readText(decoder));
  const ours = new Decoder(readBuffer(decoder));
  const generation = ours.readInt32();
  return { topics, generation, owned: readByTopic(ours, (_, at) => at) };
};

/** What the leader gives a member. */
export const encodeAssignment = (partitions: readonly TopicPartition[]): Uint8Array =>
  writePartitions(new Encoder().writeInt16(0), partitions).writeBytes(null).buffer;

/** An empty answer is an empty assignment. */
export const decodeAssignment = (bytes: Buffer): readonly TopicPartition[] => {
  if (bytes.length === 0) return [];
  const decoder = new Decoder(bytes);
  decoder.readInt16();
  return readByTopic(decoder, (_, at) => at);
};
