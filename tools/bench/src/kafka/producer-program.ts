/**
 * Produces seeded candles in calls of many records, three calls under way at once, and prints one JSON line: seconds, and CPU seconds of
 * this process. `guarded` is our event log; `unguarded` is kafkajs as it is usually used: one send for all partitions, not idempotent.
 */
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import { candleLists, type Message } from './input.ts';

export interface ProducerWords {
  readonly kind: 'guarded' | 'unguarded';
  readonly compression: 'none' | 'gzip';
  readonly kafkaUrl: string;
  readonly topic: string;
  readonly records: number;
  readonly callRecords: number;
}

export interface ProducerResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const AT_ONCE = 3;
/** Calls before the stopwatch runs, so that both sides are compiled and connected. */
const WARM_CALLS = 20;

interface Sender {
  send(messages: readonly Message[]): Promise<unknown>;
  close(): Promise<void>;
}

const guarded = async ({ kafkaUrl, topic, compression }: ProducerWords): Promise<Sender> => {
  const events = await openKafkaEventLog({ endpoint: { url: `${kafkaUrl}?compression=${compression}` }, clock: systemClock });
  return { send: (messages) => events.produce(topic, messages), close: () => events.close() };
};

const unguarded = async ({ kafkaUrl, topic, compression }: ProducerWords): Promise<Sender> => {
  const kafka = new Kafka({ clientId: 'unguarded', brokers: [new URL(kafkaUrl).host], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
  await producer.connect();
  const how = { topic, acks: -1, compression: compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None };
  return { send: (messages) => producer.send({ ...how, messages: messages as Message[] }), close: () => producer.disconnect() };
};

const sendAll = async ({ send }: Sender, lists: readonly (readonly Message[])[]): Promise<void> => {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let list = lists[next++]; list !== undefined; list = lists[next++]) await send(list);
  }));
};

const words = JSON.parse(process.argv[2] ?? '{}') as ProducerWords;
const sender = await (words.kind === 'guarded' ? guarded(words) : unguarded(words));
const lists = [...candleLists(words.records, words.callRecords)];
await sendAll(sender, lists.slice(0, WARM_CALLS));
const cpu = process.cpuUsage();
const began = performance.now();
await sendAll(sender, lists);
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(cpu);
await sender.close();
const result: ProducerResult = { seconds, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(result)}\n`);
