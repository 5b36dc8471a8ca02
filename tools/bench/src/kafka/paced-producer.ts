/**
 * Produces candles at an even pace by plain kafkajs, each with the millisecond at which its send was called as its timestamp: the load
 * of the latency runs, the same for both sides.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { candleMessages } from './input.ts';

export interface PacedWords {
  readonly kafkaUrl: string;
  readonly topic: string;
  readonly records: number;
  readonly perSecond: number;
}

const TICK_MS = 5;

const { kafkaUrl, topic, records, perSecond } = JSON.parse(process.argv[2] ?? '{}') as PacedWords;
const kafka = new Kafka({ clientId: 'paced', brokers: [new URL(kafkaUrl).host], logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 5 });
await producer.connect();
const messages = [...candleMessages(records)];
const sending: Promise<unknown>[] = [];
const began = performance.now();
for (let sent = 0; sent < records;) {
  const due = Math.min(records, Math.floor((performance.now() - began) * perSecond / 1_000));
  if (due > sent) {
    const timestamp = String(Date.now());
    sending.push(producer.send({ topic, acks: -1, messages: messages.slice(sent, due).map((message) => ({ ...message, timestamp })) }));
    sent = due;
  }
  await pause(TICK_MS);
}
await Promise.all(sending);
await producer.disconnect();
