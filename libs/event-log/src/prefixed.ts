/**
 * A log within a log: every topic and group carries a prefix there and is known without it here, so that several platforms share one
 * cluster. What does not carry the prefix is not seen.
 */
import type { ConsumeOptions, Consumer, Coordinates, EventLog, RecordBatch, TopicPartition } from './port.ts';

/** Names that are none, and must not become one behind a prefix. */
const nameless: readonly string[] = ['', '.', '..'];

/** Error messages of the log name its own topics, prefix and all: that is where a person looks for them. */
export const prefixedEventLog = (events: EventLog, prefix: string): EventLog => {
  const outer = (name: string): string => prefix + name;
  const inner = (name: string): string => name.slice(prefix.length);
  const isOurs = (name: string): boolean => name.startsWith(prefix);
  const inward = <Place extends TopicPartition>(place: Place): Place => ({ ...place, topic: inner(place.topic) });
  const outward = <Place extends TopicPartition>(place: Place): Place => ({ ...place, topic: outer(place.topic) });

  const inwardBatch = ({ topic, partition, records, nextOffset, bytes, endOffset }: RecordBatch): RecordBatch =>
    ({ topic: inner(topic), partition, records, nextOffset, bytes, endOffset });

  const consumerOf = (consumer: Consumer): Consumer => ({
    member: consumer.member,
    assignment: () => consumer.assignment().map(inward),
    stop: (options) => consumer.stop(options),
  });

  const consume = async (options: ConsumeOptions): Promise<Consumer> => {
    const { onBatch, onLostRange } = options;
    return consumerOf(await events.consume({
      ...options,
      group: outer(options.group),
      topics: options.topics.map(outer),
      onBatch: (batch, session) => onBatch(inwardBatch(batch), session),
      ...onLostRange !== undefined && { onLostRange: (range) => onLostRange(inward(range)) },
    }));
  };

  return {
    apply: (topics) => events.apply(topics.map((topic) => ({ ...topic, name: nameless.includes(topic.name) ? topic.name : outer(topic.name) }))),
    topics: async () => (await events.topics()).filter(({ name }) => isOurs(name)).map((topic) => ({ ...topic, name: inner(topic.name) })),
    produce: async (topic, records): Promise<readonly Coordinates[]> => (await events.produce(outer(topic), records)).map(inward),
    consume,
    read: (at, limit) => events.read(outward(at), limit),
    offsets: async (topic) => (await events.offsets(outer(topic))).map(inward),
    committed: async (group) => (await events.committed(group === undefined ? undefined : outer(group)))
      .filter((offset) => isOurs(offset.group) && isOurs(offset.topic))
      .map((offset) => ({ ...inward(offset), group: inner(offset.group) })),
    seek: (group, positions) => events.seek(outer(group), positions.map(outward)),
    retain: (now) => events.retain(now),
    deleteBefore: (positions) => events.deleteBefore(positions.map(outward)),
    lostRanges: async () => (await events.lostRanges()).filter(({ topic }) => isOurs(topic)).map(inward),
    ping: () => events.ping(),
    close: () => events.close(),
  };
};
