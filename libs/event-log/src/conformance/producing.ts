import { limits } from '@streamforge/contracts/limits';
import { describe, expect, it } from 'vitest';
import { partitionOf } from '../partitioner.ts';
import { freshLog, numbered, readAll, valuesOf, type NewPlace } from './subject.ts';

export const producing = (newPlace: NewPlace): void => {
  describe('producing', () => {
    const subject = freshLog(newPlace);

    it('answers each record’s coordinates in the given order, offsets from 0 on', async () => {
      const { log, topic } = subject();
      const name = await topic(3);
      const keys = ['a', 'b', 'c', 'a', 'b', 'a'];
      const next = [0, 0, 0];
      const expected = keys.map((key) => {
        const partition = partitionOf(key, 3);
        next[partition] = (next[partition] ?? 0) + 1;
        return { topic: name, partition, offset: (next[partition] ?? 0) - 1 };
      });
      expect(await log.produce(name, keys.map((key) => ({ key, value: key })))).toEqual(expected);
    });

    it('keeps the order of one call and of calls that follow each other', async () => {
      const { log, topic } = subject();
      const name = await topic(4);
      await log.produce(name, numbered(50));
      await log.produce(name, numbered(50, 'key', 50));
      expect(valuesOf(await readAll(log, name))).toEqual(numbered(100).map(({ value }) => value));
    });

    it('keeps the records of one call together while others produce', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      const calls = Array.from({ length: 40 }, (_, call) =>
        Array.from({ length: 7 }, (_, index) => ({ key: `key-${call}`, value: `${call}:${index}` })));
      const coordinates = await Promise.all(calls.map((records) => log.produce(name, records)));
      for (const places of coordinates) {
        const first = places[0]?.offset ?? Number.NaN;
        expect(places.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6].map((step) => first + step));
      }
      const values = valuesOf(await readAll(log, name));
      coordinates.forEach((places, call) => {
        expect(places.map(({ offset }) => values[offset])).toEqual(calls[call]?.map(({ value }) => value));
      });
    });

    it('puts a record on the partition that its key decides, text or bytes, or on the one it names', async () => {
      const { log, topic } = subject();
      const name = await topic(12);
      const keys = ['foobar', 'abc', '21', 'BTCUSDT:1h', 'ключ', ''];
      const ofText = await log.produce(name, keys.map((key) => ({ key, value: 'v' })));
      const ofBytes = await log.produce(name, keys.map((key) => ({ key: Buffer.from(key), value: 'v' })));
      expect(ofText.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOf(key, 12)));
      expect(ofBytes.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOf(key, 12)));
      const [named] = await log.produce(name, [{ key: 'abc', value: 'v', partition: 7 }]);
      expect(named?.partition).toBe(7);
    });

    it('spreads records without a key over all partitions', async () => {
      const { log, topic } = subject();
      const name = await topic(4);
      await log.produce(name, numbered(400, null));
      for (const { end } of await log.offsets(name)) expect(end).toBeGreaterThan(0);
      const values = valuesOf(await readAll(log, name));
      expect(values).toHaveLength(400);
      expect(new Set(values)).toEqual(new Set(numbered(400).map(({ value }) => value)));
    });

    it('takes no records, and 10,000 in one call', async () => {
      const { log, topic } = subject();
      const name = await topic(3);
      expect(await log.produce(name, [])).toEqual([]);
      const records = Array.from({ length: 10_000 }, (_, index) => ({ key: `key-${index % 97}`, value: `value ${index}` }));
      const coordinates = await log.produce(name, records);
      expect(coordinates).toHaveLength(10_000);
      const read = new Map((await readAll(log, name)).map((record) => [Buffer.from(record.value ?? '').toString(), record.offset]));
      expect(records.map(({ value }) => read.get(value))).toEqual(coordinates.map(({ offset }) => offset));
    });

    it('takes values of up to 1 MiB and refuses larger ones with all of their call', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      const largest = Buffer.alloc(limits.recordBytes, 'x');
      await log.produce(name, [
        { key: 'bytes', value: largest },
        { key: 'text', value: largest.toString() },
        { key: 'é', value: 'é'.repeat(limits.recordBytes / 2) },
      ]);
      const tooLarge = { name: 'TerminalError', code: 'RECORD_TOO_LARGE' };
      const beyond = [Buffer.alloc(limits.recordBytes + 1), 'x'.repeat(limits.recordBytes + 1), 'é'.repeat(limits.recordBytes / 2 + 1)];
      for (const value of beyond) {
        await expect(log.produce(name, [{ key: 'small', value: 'x' }, { key: 'large', value }])).rejects.toMatchObject(tooLarge);
      }
      const records = await readAll(log, name);
      expect(records.map(({ value }) => value?.length)).toEqual([limits.recordBytes, limits.recordBytes, limits.recordBytes]);
      expect(Buffer.from(records[0]?.value ?? '').equals(largest)).toBe(true);
    });

    it('refuses topics and partitions that there are not', async () => {
      const { log, topic } = subject();
      const name = await topic(2);
      const unknown = { name: 'TerminalError', code: 'TOPIC_UNKNOWN' };
      await expect(log.produce('conformance.absent', [{ key: 'a', value: 'v' }])).rejects.toMatchObject(unknown);
      await expect(log.produce(name, [{ key: 'a', value: 'v', partition: 2 }])).rejects.toMatchObject(unknown);
    });
  });
};
