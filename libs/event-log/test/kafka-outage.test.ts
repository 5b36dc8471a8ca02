import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaServer } from '@streamforge/backends/kafka';
import { systemClock } from '@streamforge/determinism/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collector, numbered } from '../src/conformance/subject.ts';
import { openKafkaEventLog } from '../src/kafka.ts';
import type { EventLog } from '../src/port.ts';
import { kafkaUrl } from './kafka-cluster.ts';

const patience = { timeout: 60_000, interval: 50 } as const;
const deliveryMs = 2_000;

describe.skipIf(kafkaUrl === undefined)('while no broker answers', { timeout: 120_000 }, () => {
  let kafka: KafkaServer;
  let directory: string;
  let log: EventLog;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kafka-'));
    kafka = await startKafka({ directory });
    log = await openKafkaEventLog({
      endpoint: { url: kafka.url }, clock: systemClock, heartbeatMs: 200, requestMs: 2_000, deliveryMs, maxPendingBytes: 100_000,
    });
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await kafka?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('producing is refused in time, memory is bounded, and all goes on after it (%s)', async (signal) => {
    const topic = `outage.${crypto.randomUUID()}`;
    const group = `outage-${crypto.randomUUID()}`;
    await log.apply([{ name: topic, partitions: 2, retentionMs: null }]);
    const { values, onBatch } = collector();
    const crashes: Error[] = [];
    const consumer = await log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 100, maxBytes: 100_000, onBatch, onCrash: (error) => void crashes.push(error) });
    await log.produce(topic, numbered(10));
    await expect.poll(() => values.length, patience).toBe(10);

    if (signal === 'SIGKILL') await kafka.stop(1, 'SIGKILL');
    else kafka.pause(1);
    await expect(log.produce(topic, [{ key: 'k', value: 'refused' }])).rejects.toMatchObject({ name: 'RetryableError', code: 'LOG_UNAVAILABLE' });
    const waiting = log.produce(topic, [{ key: 'k', value: 'x'.repeat(100_000) }]);
    waiting.catch(() => undefined);
    await new Promise((turn) => setTimeout(turn, 20));
    await expect(log.produce(topic, [{ key: 'k', value: 'too much' }])).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKPRESSURE' });
    await expect(waiting).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await expect(log.ping()).rejects.toMatchObject({ name: 'RetryableError', code: 'LOG_UNAVAILABLE' });
    await expect(log.topics()).rejects.toMatchObject({ name: 'RetryableError', code: 'LOG_UNAVAILABLE' });

    if (signal === 'SIGKILL') await kafka.start(1);
    else kafka.resume(1);
    await expect.poll(() => log.ping().then(() => 'answers', () => 'silent'), patience).toBe('answers');
    await expect.poll(() => log.produce(topic, [{ key: 'k', value: 'after' }]).then(() => 'taken', String), patience).toBe('taken');
    await expect.poll(() => values.includes('after'), patience).toBe(true);
    const ends = (await log.offsets(topic)).filter(({ end }) => end > 0).map(({ end }) => end);
    await expect.poll(async () => (await log.committed(group)).map(({ committed }) => committed).filter((committed) => committed > 0), patience).toEqual(ends);
    expect(crashes).toEqual([]);
    await consumer.stop();
  });
});
