import type Decoder from 'kafkajs/src/protocol/decoder.js';
import type Encoder from 'kafkajs/src/protocol/encoder.js';
import type { TopicPartition } from '../../port.ts';

const noBytes = Buffer.alloc(0);

/** Text, empty where the broker has none. */
export const readText = (decoder: Decoder): string => decoder.readString() ?? '';

/** Bytes, none where the broker has none. */
export const readBuffer = (decoder: Decoder): Buffer => decoder.readBytes() ?? noBytes;

/** Writes an array: its length, then each item. */
export const writeArray = <Item>(encoder: Encoder, items: readonly Item[], write: (encoder: Encoder, item: Item) => Encoder): Encoder =>
  items.reduce(write, encoder.writeInt32(items.length));

/** Writes partitions as most requests name them: by topic, each topic once. */
export const writeByTopic = <Item extends TopicPartition>(
  encoder: Encoder, items: readonly Item[], write: (encoder: Encoder, item: Item) => Encoder,
): Encoder => writeArray(encoder, [...Map.groupBy(items, ({ topic }) => topic)], (out, [topic, ofTopic]) =>
  writeArray(out.writeString(topic), ofTopic, write));

/** Reads what answers say of each partition, by topic. */
export const readByTopic = <Item>(decoder: Decoder, read: (decoder: Decoder, at: TopicPartition) => Item): readonly Item[] =>
  decoder.readArray(() => {
    const topic = readText(decoder);
    return decoder.readArray(() => read(decoder, { topic, partition: decoder.readInt32() }));
  }).flat();
