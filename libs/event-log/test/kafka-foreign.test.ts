import { produceWithJava, type JavaBatch } from '@streamforge/backends/java-producer';
import { afterEach, describe, expect, it } from 'vitest';
import { collector, patience, readAll, valuesOf } from '../src/conformance/subject.ts';
import type { LostRange } from '../src/port.ts';
import { kafkaUrl, openTestLog, removeTopics } from './kafka-cluster.ts';

/** What one batch may expand to in these tests. */
const maxBatchBytes = 1_048_576;
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

describe.skipIf(kafkaUrl === undefined)('records that Kafka’s own client wrote', () => {
  const opened: Awaited<ReturnType<typeof openTestLog>>[] = [];
  const newLog = async (partitions = 1) => {
    const one = await openTestLog({ maxBatchBytes });
    opened.push(one);
    const topic = `foreign.${crypto.randomUUID()}`;
    await one.log.apply([{ name: topic, partitions, retentionMs: null }]);
    return { log: one.log, topic, group: `foreign-${crypto.randomUUID()}` };
  };
  const write = async (topic: string, batches: readonly (Omit<JavaBatch, 'records'> & { readonly values: readonly string[]; readonly zeros?: number })[]) =>
    await produceWithJava(kafkaUrl ?? '', batches.map(({ values, zeros, ...batch }) => ({
      ...batch,
      records: [...values.map((value) => ({ topic, partition: 0, key: 'key', value })), ...zeros === undefined ? [] : [{ topic, partition: 0, zeros }]],
    })));
  afterEach(async () => {
    for (const { log, made } of opened.splice(0)) {
      await log.close();
      await removeTopics(made);
    }
  });

  it('are read whatever they are compressed with', async () => {
    const { log, topic, group } = await newLog();
    const values = (compression: string): string[] => Array.from({ length: 200 }, (_, index) => `${compression} ${index} ${'pattern '.repeat(index % 40)}`);
    await write(topic, codecs.map((compression) => ({ compression, values: values(compression) })));
    const expected = codecs.flatMap(values);
    expect(valuesOf(await readAll(log, topic))).toEqual(expected);
    const { values: seen, onBatch } = collector();
    const consumer = await log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 70, maxBytes: 100_000, onBatch });
    await expect.poll(() => seen.length, patience).toBe(expected.length);
    await consumer.stop();
    expect(seen).toEqual(expected);
  });

  it('of aborted transactions are not seen, and the lag reaches zero behind their markers', async () => {
    const { log, topic, group } = await newLog();
    await write(topic, [
      { compression: 'lz4', transaction: 'commit', values: ['1', '2'] },
      { compression: 'none', transaction: 'abort', values: ['never', 'seen'] },
      { compression: 'gzip', values: ['3'] },
      { compression: 'zstd', transaction: 'abort', values: ['nor this'] },
    ]);
    expect(valuesOf(await readAll(log, topic))).toEqual(['1', '2', '3']);
    const { values, onBatch } = collector();
    await log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 1, maxBytes: 1_000, onBatch });
    await expect.poll(() => values, patience).toEqual(['1', '2', '3']);
    const [bounds] = await log.offsets(topic);
    await expect.poll(async () => (await log.committed(group))[0]?.committed, patience).toBe(bounds?.end);
    expect(bounds?.end).toBeGreaterThan(6);
    expect(await log.produce(topic, [{ key: 'key', value: '4', partition: 0 }])).toEqual([{ topic, partition: 0, offset: bounds?.end }]);
    await expect.poll(() => values, patience).toEqual(['1', '2', '3', '4']);
  });

  it('that expand beyond every bound are refused, told as lost ranges, and the next ones are read', async () => {
    const { log, topic, group } = await newLog();
    const compressed = codecs.slice(1);
    await write(topic, compressed.flatMap((compression) => [
      { compression, values: [`before ${compression}`] },
      { compression, values: [], zeros: maxBatchBytes * 8 },
    ]));
    await log.produce(topic, [{ key: 'key', value: 'after', partition: 0 }]);
    const { values, onBatch } = collector();
    const lost: LostRange[] = [];
    await log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 10, maxBytes: 100_000, onBatch, onLostRange: (range) => void lost.push(range) });
    await expect.poll(() => values, patience).toEqual([...compressed.map((compression) => `before ${compression}`), 'after']);
    expect(lost).toMatchObject(compressed.map((_, index) => ({ topic, partition: 0, from: 2 * index + 1, to: 2 * index + 2, cause: 'unreadable' })));
    await expect.poll(async () => (await log.committed(group))[0]?.committed, patience).toBe(2 * compressed.length + 1);
    await expect(log.read({ topic, partition: 0, offset: 1 }, { maxRecords: 1, maxBytes: 1 })).rejects.toMatchObject({ code: 'LOST_RANGE' });
    expect(valuesOf(await log.read({ topic, partition: 0, offset: 0 }, { maxRecords: 5, maxBytes: 10 }))).toEqual(['before gzip']);
  });
});
