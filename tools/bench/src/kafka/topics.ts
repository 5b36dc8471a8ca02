/** Topics of the benchmark: made, filled and removed. */
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { topicSpecs } from '@streamforge/wiring/topic-specs';
import { candleLists } from './input.ts';

export const PARTITIONS = 6;
export const candleTopic = 'market.candles.v1';

const clientOf = (kafkaUrl: string): Kafka => new Kafka({ clientId: 'bench', brokers: [new URL(kafkaUrl).host], logLevel: logLevel.NOTHING });

const asAdmin = async <Result>(kafkaUrl: string, work: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = clientOf(kafkaUrl).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

export const makeTopic = (kafkaUrl: string, topic: string): Promise<unknown> => asAdmin(kafkaUrl, async (admin) =>
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], waitForLeaders: true }));

export const dropTopic = (kafkaUrl: string, topic: string): Promise<unknown> => asAdmin(kafkaUrl, async (admin) => await admin.deleteTopics({ topics: [topic] }));

/** The contract's topics, the candles' with the benchmark's number of partitions. */
export const makeTopics = (kafkaUrl: string): Promise<unknown> => asAdmin(kafkaUrl, async (admin) => await admin.createTopics({
  waitForLeaders: true,
  topics: topicSpecs(PARTITIONS).map(({ name }) => ({ topic: name, numPartitions: PARTITIONS })),
}));

/** Records of one call, and calls under way at once. */
const [CALL, AT_ONCE] = [3_000, 4];

/**
 * Fills a topic with the seeded candles, uncompressed, each key in the partition that every Kafka client gives it. By our own producer:
 * what a plain one sends again on a busy machine is there twice.
 */
export const fillTopic = async (kafkaUrl: string, topic: string, records: number): Promise<void> => {
  const events = await openKafkaEventLog({ endpoint: { url: `${kafkaUrl}?compression=none` }, clock: systemClock, deliveryMs: 60_000 });
  try {
    const sending: Promise<unknown>[] = [];
    for (const messages of candleLists(records, CALL)) {
      sending.push(events.produce(topic, messages));
      if (sending.length >= AT_ONCE) await sending.shift();
    }
    await Promise.all(sending);
  } finally {
    await events.close();
  }
};
