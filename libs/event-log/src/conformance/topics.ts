import { describe, expect, it } from 'vitest';
import { freshLog, numbered, readAll, valuesOf, type NewPlace } from './subject.ts';

export const topics = (newPlace: NewPlace): void => {
  describe('topics', () => {
    const subject = freshLog(newPlace);
    const invalid = { name: 'TerminalError', code: 'REQUEST_INVALID' };
    const specOf = async (name: string) => (await subject().log.topics()).find((topic) => topic.name === name);

    it('are made as declared and listed', async () => {
      const { topic, log } = subject();
      const kept = await topic(3, 60_000);
      const forever = await topic(1);
      expect(await specOf(kept)).toEqual({ name: kept, partitions: 3, retentionMs: 60_000 });
      expect(await specOf(forever)).toEqual({ name: forever, partitions: 1, retentionMs: null });
      expect(await log.offsets(kept)).toEqual([0, 1, 2].map((partition) => ({ topic: kept, partition, start: 0, end: 0 })));
    });

    it('may be applied again: nothing is lost', async () => {
      const { topic, log } = subject();
      const name = await topic(2);
      await log.produce(name, numbered(10));
      const spec = { name, partitions: 2, retentionMs: null };
      await log.apply([spec, spec]);
      await log.apply([]);
      expect(valuesOf(await readAll(log, name))).toEqual(numbered(10).map(({ value }) => value));
    });

    it('take more partitions and another retention, never fewer partitions', async () => {
      const { topic, log } = subject();
      const name = await topic(2);
      await log.produce(name, numbered(10));
      await log.apply([{ name, partitions: 4, retentionMs: 1_000 }]);
      expect(await specOf(name)).toEqual({ name, partitions: 4, retentionMs: 1_000 });
      const [there] = await log.produce(name, [{ key: 'k', value: 'v', partition: 3 }]);
      expect(there).toEqual({ topic: name, partition: 3, offset: 0 });
      await expect(log.apply([{ name, partitions: 3, retentionMs: null }])).rejects.toMatchObject(invalid);
      expect((await specOf(name))?.partitions).toBe(4);
    });

    it.each(['', '.', '..', 'candles/1h', 'свечи', 'a b', 'a:b', 'x'.repeat(250)])('are not named %j', async (name) => {
      await expect(subject().log.apply([{ name, partitions: 1, retentionMs: null }])).rejects.toMatchObject(invalid);
    });

    const unusable = [{ partitions: 0 }, { partitions: 1.5 }, { retentionMs: -1 }, { retentionMs: Number.NaN }];
    it.each(unusable)('are not made with %j', async (wrong) => {
      const spec = { name: `conformance.${crypto.randomUUID()}`, partitions: 1, retentionMs: null, ...wrong };
      await expect(subject().log.apply([spec])).rejects.toMatchObject(invalid);
      expect(await specOf(spec.name)).toBeUndefined();
    });

    it('that there are not are refused', async () => {
      const { log, group } = subject();
      const unknown = { name: 'TerminalError', code: 'TOPIC_UNKNOWN' };
      await expect(log.offsets('conformance.absent')).rejects.toMatchObject(unknown);
      const limit = { maxRecords: 1, maxBytes: 1 };
      await expect(log.read({ topic: 'conformance.absent', partition: 0, offset: 0 }, limit)).rejects.toMatchObject(unknown);
      const options = { group: group(), topics: ['conformance.absent'], from: 'earliest', ...limit, onBatch: async () => {} } as const;
      await expect(log.consume(options)).rejects.toMatchObject(unknown);
    });
  });
};
