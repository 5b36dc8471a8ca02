import { describe, expect, it } from 'vitest';
import { freshLog, numbered, valuesOf, type NewPlace } from './subject.ts';

export const reading = (newPlace: NewPlace): void => {
  describe('reading one partition', () => {
    const subject = freshLog(newPlace);

    it('begins at any offset and ends at the limit', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      for (let from = 0; from < 30; from += 10) await log.produce(name, numbered(10, 'key', from));
      const at = (offset: number) => ({ topic: name, partition: 0, offset });
      for (const offset of [0, 1, 9, 10, 17, 29]) {
        const read = await log.read(at(offset), { maxRecords: 5, maxBytes: 1_000_000 });
        expect(read.map((record) => record.offset)).toEqual([0, 1, 2, 3, 4].map((step) => offset + step).filter((each) => each < 30));
        expect(valuesOf(read)).toEqual(read.map((record) => String(record.offset)));
      }
      expect(await log.read(at(30), { maxRecords: 5, maxBytes: 1_000_000 })).toEqual([]);
      expect(await log.read(at(1_000), { maxRecords: 5, maxBytes: 1_000_000 })).toEqual([]);
    });

    it('gives at least one record however small the limit of bytes', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      await log.produce(name, [{ key: 'k', value: 'x'.repeat(10_000) }, { key: 'k', value: 'y' }]);
      const read = await log.read({ topic: name, partition: 0, offset: 0 }, { maxRecords: 10, maxBytes: 100 });
      expect(read.map(({ value }) => value?.length)).toEqual([10_000]);
    });

    it('refuses partitions that there are not', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      const reading = log.read({ topic: name, partition: 1, offset: 0 }, { maxRecords: 1, maxBytes: 1 });
      await expect(reading).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
    });
  });
};
