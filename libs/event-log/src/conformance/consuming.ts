import { describe, expect, it } from 'vitest';
import type { RecordBatch } from '../port.ts';
import { collector, freshLog, numbered, patience, textOf, valuesOf, type NewPlace } from './subject.ts';

export const consuming = (newPlace: NewPlace): void => {
  describe('consuming', () => {
    const subject = freshLog(newPlace);

    it('gives every record of every topic once, in the order of its partition', async () => {
      const { log, topic, group, consume } = subject();
      const names = [await topic(3), await topic(1)];
      const records = Array.from({ length: 300 }, (_, index) => ({ key: `key-${index % 11}`, value: String(index) }));
      for (const name of names) await log.produce(name, records);
      const seen = new Map<string, number[]>();
      await consume({
        group: group(), topics: names, maxRecords: 17,
        onBatch: async (batch, session) => {
          for (const record of batch.records) {
            const key = `${batch.topic} ${textOf(record.key) ?? ''}`;
            seen.set(key, [...seen.get(key) ?? [], Number(textOf(record.value))]);
          }
          await session.commit(batch.nextOffset);
        },
      });
      await expect.poll(() => [...seen.values()].flat().length, patience).toBe(600);
      for (const [key, values] of seen) {
        expect(values).toEqual(records.filter((record) => key.endsWith(` ${record.key}`)).map(({ value }) => Number(value)));
      }
    });

    it('tells of each batch where it lies and what it weighs', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, Array.from({ length: 10 }, () => ({ key: 'key', value: 'value', headers: [['a', 'bc']] as const })));
      const batches: RecordBatch[] = [];
      await consume({ group: group(), topics: [name], maxRecords: 4, onBatch: async (batch) => void batches.push(batch) });
      await expect.poll(() => batches.flatMap(({ records }) => records).length, patience).toBe(10);
      for (const { records, nextOffset, bytes, endOffset, topic, partition } of batches) {
        expect({ topic, partition, endOffset }).toEqual({ topic: name, partition: 0, endOffset: 10 });
        expect(records.length).toBeLessThanOrEqual(4);
        expect(nextOffset).toBe((records.at(-1)?.offset ?? Number.NaN) + 1);
        expect(bytes).toBe(records.length * 11);
      }
    });

    it('keeps batches below the limit of bytes, with one record at least', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, [10, 10, 5_000, 10, 10].map((length) => ({ key: null, value: 'x'.repeat(length) })));
      const sizes: number[][] = [];
      await consume({
        group: group(), topics: [name], maxBytes: 100,
        onBatch: async ({ records }) => void sizes.push(records.map(({ value }) => value?.length ?? 0)),
      });
      await expect.poll(() => sizes.flat(), patience).toEqual([10, 10, 5_000, 10, 10]);
      for (const batch of sizes) expect(batch.length === 1 || batch.reduce((sum, size) => sum + size, 0) <= 100).toBe(true);
    });

    it('gives what is produced later', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(2);
      const { values, onBatch } = collector();
      await consume({ group: group(), topics: [name], onBatch });
      for (let value = 0; value < 20; value += 1) {
        await log.produce(name, [{ key: 'key', value: String(value) }]);
        await expect.poll(() => values.length, patience).toBe(value + 1);
      }
      expect(values).toEqual(numbered(20).map(({ value }) => value));
    });

    it('begins at the earliest record, or after the latest that is there', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(5));
      const [earliest, latest] = [collector(), collector()];
      const late = group();
      await consume({ group: group(), topics: [name], from: 'earliest', onBatch: earliest.onBatch });
      await consume({ group: late, topics: [name], from: 'latest', onBatch: latest.onBatch });
      await expect.poll(async () => (await log.committed(late))[0]?.committed, patience).toBe(5);
      await log.produce(name, numbered(5, 'key', 5));
      await expect.poll(() => earliest.values.length, patience).toBe(10);
      await expect.poll(() => latest.values, patience).toEqual(['5', '6', '7', '8', '9']);
    });

    it('has one batch of a partition open at a time, and partitions side by side', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(2);
      for (const partition of [0, 1]) await log.produce(name, numbered(20).map((record) => ({ ...record, partition })));
      const open = [0, 0];
      const { promise: both, resolve } = Promise.withResolvers<void>();
      let done = 0;
      let overlapping = false;
      await consume({
        group: group(), topics: [name], maxRecords: 5,
        onBatch: async ({ partition, records }) => {
          open[partition] = (open[partition] ?? 0) + 1;
          overlapping ||= (open[partition] ?? 0) > 1;
          if (open.every((count) => count > 0)) resolve();
          await both;
          await new Promise((turn) => setImmediate(turn));
          open[partition] = (open[partition] ?? 0) - 1;
          done += records.length;
        },
      });
      await expect.poll(() => done, patience).toBe(40);
      expect(overlapping).toBe(false);
    });

    it('reads again from the committed offset when a batch fails, while other partitions go on', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(2);
      for (const partition of [0, 1]) await log.produce(name, numbered(10).map((record) => ({ ...record, partition })));
      const seen: (string | null | undefined)[][] = [[], []];
      let failures = 2;
      await consume({
        group: group(), topics: [name], maxRecords: 5,
        onBatch: async (batch, session) => {
          seen[batch.partition]?.push(...valuesOf(batch.records));
          if (batch.partition === 0 && batch.nextOffset === 10 && failures > 0) {
            failures -= 1;
            throw new Error('the handler failed');
          }
          await session.commit(batch.nextOffset);
        },
      });
      await expect.poll(() => seen[0], patience).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 6, 7, 8, 9, 5, 6, 7, 8, 9].map(String));
      expect(seen[1]).toEqual(numbered(10).map(({ value }) => value));
    });
  });
};
