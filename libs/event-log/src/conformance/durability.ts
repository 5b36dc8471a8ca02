import { describe, expect, it } from 'vitest';
import { freshLog, numbered, readAll, valuesOf, type NewPlace } from './subject.ts';

export const durability = (newPlace: NewPlace): void => {
  describe('a log that was closed and opened again', () => {
    const subject = freshLog(newPlace);

    it('has its topics, its records and goes on with their offsets', async () => {
      const { log, topic, reopen } = subject();
      const name = await topic(3, 1_000_000);
      const before = await log.produce(name, Array.from({ length: 100 }, (_, index) => ({ key: `key-${index}`, value: String(index) })));
      const again = await reopen();
      expect((await again.topics()).find((spec) => spec.name === name)).toEqual({ name, partitions: 3, retentionMs: 1_000_000 });
      const values = valuesOf(await readAll(again, name));
      expect(values).toHaveLength(100);
      expect(new Set(values)).toEqual(new Set(numbered(100).map(({ value }) => value)));
      const [place] = await again.produce(name, [{ key: 'key-0', value: 'next' }]);
      const taken = before.filter(({ partition }) => partition === place?.partition).map(({ offset }) => offset);
      expect(place?.offset).toBe(Math.max(...taken) + 1);
      expect(await again.lostRanges()).toEqual([]);
    });

    it('has what was produced while it was being closed', async () => {
      const { log, topic, reopen } = subject();
      const name = await topic(1);
      const produced = Promise.all(Array.from({ length: 20 }, (_, index) => log.produce(name, numbered(10, 'key', index * 10))));
      const again = await reopen();
      await expect(produced).resolves.toHaveLength(20);
      expect(await readAll(again, name)).toHaveLength(200);
    });

    it('answers nothing while it is closed', async () => {
      const { log, topic, group, reopen } = subject();
      const name = await topic(1);
      await log.ping();
      await log.close();
      const unavailable = { name: 'RetryableError', code: 'LOG_UNAVAILABLE' };
      const options = { group: group(), topics: [name], from: 'earliest', maxRecords: 1, maxBytes: 1, onBatch: async () => {} } as const;
      for (const call of [
        () => log.produce(name, numbered(1)), () => log.consume(options), () => log.ping(), () => log.topics(), () => log.offsets(name),
        () => log.read({ topic: name, partition: 0, offset: 0 }, { maxRecords: 1, maxBytes: 1 }), () => log.committed(),
        () => log.lostRanges(), () => log.retain(0), () => log.seek(group(), []), () => log.deleteBefore([]), () => log.apply([]),
      ]) await expect(call()).rejects.toMatchObject(unavailable);
      await (await reopen()).ping();
    });
  });
};
