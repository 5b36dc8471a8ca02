import { describe, expect, it } from 'vitest';
import type { LostRange } from '../port.ts';
import { collector, freshLog, numbered, patience, readAll, valuesOf, type NewPlace } from './subject.ts';

const everything = { maxRecords: 1_000, maxBytes: 1_048_576 };

export const deletion = (newPlace: NewPlace): void => {
  describe('deleting before an offset', () => {
    const subject = freshLog(newPlace);

    it('takes exactly what lies before it, however it was appended, and leaves the rest', async () => {
      const { log, topic } = subject();
      const [name, other] = [await topic(2), await topic(1)];
      for (const partition of [0, 1]) {
        for (const from of [0, 10]) await log.produce(name, numbered(10, 'key', from).map((record) => ({ ...record, partition })));
      }
      await log.produce(other, numbered(3));
      for (const offset of [7, 10, 13]) {
        await log.deleteBefore([{ topic: name, partition: 1, offset }]);
        expect(await log.offsets(name)).toEqual([
          { topic: name, partition: 0, start: 0, end: 20 },
          { topic: name, partition: 1, start: offset, end: 20 },
        ]);
        expect(valuesOf(await log.read({ topic: name, partition: 1, offset: 0 }, everything)))
          .toEqual(numbered(20 - offset, 'key', offset).map(({ value }) => value));
      }
      expect(await log.read({ topic: name, partition: 0, offset: 0 }, everything)).toHaveLength(20);
      expect(await readAll(log, other)).toHaveLength(3);
    });

    it('changes nothing when it is done again, or asked for less', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(10));
      for (const offset of [6, 6, 4, 0]) await log.deleteBefore([{ topic: name, partition: 0, offset }]);
      await log.deleteBefore([]);
      expect(await log.offsets(name)).toEqual([{ topic: name, partition: 0, start: 6, end: 10 }]);
      expect(await log.lostRanges()).toEqual([]);
    });

    it('may take all there is: offsets go on where they were', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(4));
      await log.deleteBefore([{ topic: name, partition: 0, offset: 4 }]);
      expect(await log.offsets(name)).toEqual([{ topic: name, partition: 0, start: 4, end: 4 }]);
      expect(await log.read({ topic: name, partition: 0, offset: 0 }, everything)).toEqual([]);
      expect(await log.produce(name, numbered(1))).toEqual([{ topic: name, partition: 0, offset: 4 }]);
    });

    it('takes several partitions at once, of several topics', async () => {
      const { log, topic } = subject();
      const [one, two] = [await topic(2), await topic(1)];
      for (const partition of [0, 1]) await log.produce(one, numbered(5).map((record) => ({ ...record, partition })));
      await log.produce(two, numbered(5));
      await log.deleteBefore([
        { topic: one, partition: 0, offset: 1 }, { topic: one, partition: 1, offset: 2 }, { topic: two, partition: 0, offset: 3 },
      ]);
      expect([...await log.offsets(one), ...await log.offsets(two)].map(({ start }) => start)).toEqual([1, 2, 3]);
    });

    it('is refused as a whole beyond the end, and where there is nothing', async () => {
      const { log, topic } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(2));
      const good = { topic: name, partition: 0, offset: 1 };
      for (const offset of [-1, 3, 0.5]) {
        const deleting = log.deleteBefore([good, { ...good, offset }]);
        await expect(deleting).rejects.toMatchObject({ name: 'TerminalError', code: 'REQUEST_INVALID' });
      }
      for (const wrong of [{ partition: 1 }, { topic: 'conformance.absent' }]) {
        const deleting = log.deleteBefore([good, { ...good, ...wrong }]);
        await expect(deleting).rejects.toMatchObject({ name: 'TerminalError', code: 'TOPIC_UNKNOWN' });
      }
      expect(await log.offsets(name)).toEqual([{ topic: name, partition: 0, start: 0, end: 2 }]);
    });

    it('is still known after the log was closed', async () => {
      const { log, topic, reopen } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(10));
      await log.deleteBefore([{ topic: name, partition: 0, offset: 7 }]);
      const again = await reopen();
      expect(await again.offsets(name)).toEqual([{ topic: name, partition: 0, start: 7, end: 10 }]);
      expect(valuesOf(await readAll(again, name))).toEqual(['7', '8', '9']);
      expect(await again.lostRanges()).toEqual([]);
    });

    it('under a group that has not read so far is a lost range, told before the first batch after it', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(8));
      const late = group();
      await log.seek(late, [{ topic: name, partition: 0, offset: 2 }]);
      await log.deleteBefore([{ topic: name, partition: 0, offset: 5 }]);
      const { values, onBatch } = collector();
      const told: (LostRange & { readonly seen: number })[] = [];
      await consume({ group: late, topics: [name], onBatch, onLostRange: (range) => void told.push({ ...range, seen: values.length }) });
      await expect.poll(() => values, patience).toEqual(['5', '6', '7']);
      expect(told).toEqual([{ topic: name, partition: 0, from: 2, to: 5, cause: 'retention', seen: 0 }]);
    });

    it('goes on beside producers and readers', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      const reader = group();
      const { values, onBatch } = collector();
      await consume({ group: reader, topics: [name], maxRecords: 20, onBatch });
      for (let from = 0; from < 300; from += 30) {
        await log.produce(name, numbered(30, 'key', from));
        const [position] = await log.committed(reader);
        if (position !== undefined) await log.deleteBefore([{ topic: name, partition: 0, offset: position.committed }]);
      }
      await expect.poll(() => values.length, patience).toBe(300);
      expect(values).toEqual(numbered(300).map(({ value }) => value));
    });
  });
};
