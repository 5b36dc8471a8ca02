import { describe, expect, it } from 'vitest';
import type { LostRange } from '../port.ts';
import { collector, freshLog, numbered, patience, readAll, valuesOf, type NewPlace } from './subject.ts';

/** Long after any record of a test. */
const later = (): number => Date.now() + 1_000_000;

export const retention = (newPlace: NewPlace): void => {
  describe('retention', () => {
    const subject = freshLog(newPlace);

    it('deletes what is older than the topic keeps, and nothing that is to be kept', async ({ skip }) => {
      const { place, log, topic } = subject();
      skip(!place.retains, 'this log deletes in its own time');
      const [brief, long, forever] = [await topic(2, 1_000), await topic(1, 10_000_000), await topic(1)];
      for (const name of [brief, long, forever]) await log.produce(name, numbered(10));
      expect(await log.retain(Date.now())).toBe(0);
      expect(await log.retain(later())).toBe(10);
      expect(await readAll(log, brief)).toEqual([]);
      expect(await readAll(log, long)).toHaveLength(10);
      expect(await readAll(log, forever)).toHaveLength(10);
      const bounds = (await log.offsets(brief)).find(({ end }) => end > 0);
      expect(bounds).toMatchObject({ start: 10, end: 10 });
      const [next] = await log.produce(brief, numbered(1));
      expect(next?.offset).toBe(10);
    });

    it('is still known after the log was closed', async ({ skip }) => {
      const { place, log, topic, reopen } = subject();
      skip(!place.retains, 'this log deletes in its own time');
      const name = await topic(1, 1_000);
      await log.produce(name, numbered(10));
      await log.retain(later());
      const again = await reopen();
      expect(await again.offsets(name)).toEqual([{ topic: name, partition: 0, start: 10, end: 10 }]);
      expect(await again.lostRanges()).toEqual([]);
      await again.produce(name, numbered(2, 'key', 10));
      const read = await again.read({ topic: name, partition: 0, offset: 3 }, { maxRecords: 5, maxBytes: 1_000 });
      expect(valuesOf(read)).toEqual(['10', '11']);
    });

    it('waits for the slowest group that reads the topic', async ({ skip }) => {
      const { place, log, topic, group } = subject();
      skip(!place.retains, 'this log deletes in its own time');
      const name = await topic(1, 1_000);
      for (let from = 0; from < 10; from += 2) await log.produce(name, numbered(2, 'key', from));
      const [slow, fast] = [group(), group()];
      await log.seek(slow, [{ topic: name, partition: 0, offset: 4 }]);
      await log.seek(fast, [{ topic: name, partition: 0, offset: 10 }]);
      expect(await log.retain(later())).toBe(4);
      expect((await log.offsets(name))[0]).toMatchObject({ start: 4, end: 10 });
      expect(await log.retain(later())).toBe(0);
      await log.seek(slow, [{ topic: name, partition: 0, offset: 10 }]);
      expect(await log.retain(later())).toBe(6);
    });

    it('that passed a group by is a lost range, told before the first batch after it', async ({ skip }) => {
      const { place, log, topic, group, consume } = subject();
      skip(!place.retains, 'this log deletes in its own time');
      const name = await topic(1, 1_000);
      await log.produce(name, numbered(5));
      await log.retain(later());
      await log.produce(name, numbered(3, 'key', 5));
      const late = group();
      await log.seek(late, [{ topic: name, partition: 0, offset: 2 }]);
      const { values, onBatch } = collector();
      const told: (LostRange & { readonly seen: number })[] = [];
      await consume({ group: late, topics: [name], onBatch, onLostRange: (range) => void told.push({ ...range, seen: values.length }) });
      await expect.poll(() => values, patience).toEqual(['5', '6', '7']);
      expect(told).toEqual([{ topic: name, partition: 0, from: 2, to: 5, cause: 'retention', seen: 0 }]);
    });
  });
};
