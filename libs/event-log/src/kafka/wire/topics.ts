import type Decoder from 'kafkajs/src/protocol/decoder.js';
import type { Coordinates } from '../../port.ts';
import type { Call } from '../connection.ts';
import { BrokerError, isForbidden, refuse, unknownTopic } from '../failure.ts';
import { readByTopic, readText, writeArray, writeByTopic } from './arrays.ts';

const timeoutMs = 5_000;
const topicResource = 2;

type Configs = readonly (readonly [name: string, value: string])[];

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly configs: Configs;
}

/** What came of each topic: undefined when it went well. */
export type Outcomes = ReadonlyMap<string, BrokerError | undefined>;

const outcome = (code: number, detail: string | null): BrokerError | undefined => (code === 0 ? undefined : new BrokerError(code, detail));

const readOutcomes = (decoder: Decoder): Outcomes => {
  decoder.readInt32();
  return new Map(decoder.readArray(() => {
    const name = readText(decoder);
    return [name, outcome(decoder.readInt16(), decoder.readString())] as const;
  }));
};

/** Makes topics; each is answered by itself. */
export const createTopics = (topics: readonly NewTopic[]): Call<Outcomes> => ({
  key: 19, version: 3, name: 'CreateTopics', brokerMs: timeoutMs,
  write: (encoder) => writeArray(encoder, topics, (out, { name, partitions, replication, configs }) => writeArray(
    out.writeString(name).writeInt32(partitions).writeInt16(replication).writeInt32(0),
    configs, (each, [config, value]) => each.writeString(config).writeString(value),
  )).writeInt32(timeoutMs).writeBoolean(false),
  read: readOutcomes,
});

/** Raises the number of partitions of topics. */
export const createPartitions = (counts: readonly (readonly [topic: string, partitions: number])[]): Call<Outcomes> => ({
  key: 37, version: 1, name: 'CreatePartitions', brokerMs: timeoutMs,
  write: (encoder) => writeArray(encoder, counts, (out, [topic, count]) => out.writeString(topic).writeInt32(count).writeInt32(-1))
    .writeInt32(timeoutMs).writeBoolean(false),
  read: readOutcomes,
});

/** Values of some settings of topics; none of those whose settings the user may not see. A topic that was deleted meanwhile is left out. */
export const describeConfigs = (topics: readonly string[], names: readonly string[]): Call<ReadonlyMap<string, ReadonlyMap<string, string>>> => ({
  key: 32, version: 2, name: 'DescribeConfigs',
  write: (encoder) => writeArray(encoder, topics, (out, topic) => writeArray(
    out.writeInt8(topicResource).writeString(topic), names, (each, name) => each.writeString(name),
  )).writeBoolean(false),
  read: (decoder) => {
    decoder.readInt32();
    const gone = new Set<string>();
    const found = decoder.readArray(() => {
      const error = outcome(decoder.readInt16(), decoder.readString());
      if (error !== undefined && error.type !== unknownTopic && !isForbidden(error)) throw error;
      decoder.readInt8();
      const topic = readText(decoder);
      if (error?.type === unknownTopic) gone.add(topic);
      return [topic, new Map(decoder.readArray(() => {
        const entry = [readText(decoder), readText(decoder)] as const;
        decoder.readBoolean();
        decoder.readInt8();
        decoder.readBoolean();
        decoder.readArray(() => [decoder.readString(), decoder.readString(), decoder.readInt8()]);
        return entry;
      }))] as const;
    });
    return new Map(found.filter(([topic]) => !gone.has(topic)));
  },
});

/** Sets single settings of topics and leaves their others alone, which the request that kafkajs knows would reset. */
export const alterConfigs = (changes: readonly (readonly [topic: string, configs: Configs])[]): Call<void> => ({
  key: 44, version: 0, name: 'IncrementalAlterConfigs',
  write: (encoder) => writeArray(encoder, changes, (out, [topic, configs]) => writeArray(
    out.writeInt8(topicResource).writeString(topic), configs, (each, [name, value]) => each.writeString(name).writeInt8(0).writeString(value),
  )).writeBoolean(false),
  read: (decoder) => {
    decoder.readInt32();
    decoder.readArray(() => {
      refuse(decoder.readInt16(), decoder.readString());
      decoder.readInt8();
      decoder.readString();
    });
  },
});

/** Deletes the records before each offset. */
export const deleteRecords = (positions: readonly Coordinates[]): Call<void> => ({
  key: 21, version: 1, name: 'DeleteRecords', brokerMs: timeoutMs,
  write: (encoder) => writeByTopic(encoder, positions, (out, { partition, offset }) => out.writeInt32(partition).writeInt64(offset))
    .writeInt32(timeoutMs),
  read: (decoder) => {
    decoder.readInt32();
    readByTopic(decoder, () => {
      decoder.readInt64();
      refuse(decoder.readInt16());
    });
  },
});

/** Deletes topics with all they hold. */
export const deleteTopics = (topics: readonly string[]): Call<void> => ({
  key: 20, version: 1, name: 'DeleteTopics', brokerMs: timeoutMs,
  write: (encoder) => writeArray(encoder, topics, (out, topic) => out.writeString(topic)).writeInt32(timeoutMs),
  read: (decoder) => {
    decoder.readInt32();
    decoder.readArray(() => {
      const topic = decoder.readString();
      refuse(decoder.readInt16(), topic);
    });
  },
});
