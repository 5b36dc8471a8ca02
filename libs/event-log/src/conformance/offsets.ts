import { describe, expect, it } from 'vitest';
import { collector, freshLog, numbered, patience, type NewPlace, type Subject } from './subject.ts';

export const offsets = (newPlace: NewPlace): void => {
  describe('the offsets of a group', () => {
    const subject = freshLog(newPlace);
    /** Reads a topic with a group until it has so many values, then leaves. */
    const readThrough = async ({ consume }: Subject, group: string, name: string, count: number): Promise<readonly unknown[]> => {
      const { values, onBatch } = collector();
      const consumer = await consume({ group, topics: [name], onBatch });
      await expect.poll(() => values.length, patience).toBe(count);
      await consumer.stop();
      return values;
    };

    it('show how far it lags', async () => {
      const { log, topic, group } = subject();
      const name = await topic(2);
      const reader = group();
      await log.produce(name, numbered(6).map((record) => ({ ...record, partition: 0 })));
      await log.produce(name, numbered(2).map((record) => ({ ...record, partition: 1 })));
      await readThrough(subject(), reader, name, 8);
      await log.produce(name, numbered(5).map((record) => ({ ...record, partition: 1 })));
      expect(await log.offsets(name)).toEqual([
        { topic: name, partition: 0, start: 0, end: 6 },
        { topic: name, partition: 1, start: 0, end: 7 },
      ]);
      const expected = [
        { group: reader, topic: name, partition: 0, committed: 6 },
        { group: reader, topic: name, partition: 1, committed: 2 },
      ];
      expect(await log.committed(reader)).toEqual(expected);
      expect((await log.committed()).filter((offset) => offset.group === reader)).toEqual(expected);
      expect(await log.committed(group())).toEqual([]);
    });

    it('let it go on where it was', async () => {
      const { log, topic, group } = subject();
      const name = await topic(1);
      const reader = group();
      await log.produce(name, numbered(5));
      await readThrough(subject(), reader, name, 5);
      await log.produce(name, numbered(3, 'key', 5));
      expect(await readThrough(subject(), reader, name, 3)).toEqual(['5', '6', '7']);
    });

    it('outlive the log’s closing', async () => {
      const { log, topic, group, reopen } = subject();
      const name = await topic(1);
      const reader = group();
      await log.produce(name, numbered(5));
      await readThrough(subject(), reader, name, 5);
      const again = await reopen();
      expect(await again.committed(reader)).toEqual([{ group: reader, topic: name, partition: 0, committed: 5 }]);
      await again.produce(name, numbered(1, 'key', 5));
      expect(await readThrough(subject(), reader, name, 1)).toEqual(['5']);
    });

    it('may be committed behind the work: a member that stops waits for commits under way and those that follow on them', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      const reader = group();
      await log.produce(name, numbered(10));
      let behind = Promise.resolve();
      const { promise: handled, resolve: end } = Promise.withResolvers<void>();
      const consumer = await consume({
        group: reader, topics: [name], maxRecords: 2,
        onBatch: async (batch, session) => {
          behind = behind.then(() => session.commit(batch.nextOffset));
          if (batch.nextOffset === 10) end();
        },
      });
      await handled;
      await consumer.stop();
      await behind;
      expect((await log.committed(reader)).map(({ committed }) => committed)).toEqual([10]);
    });

    it('are moved back and forth by seek', async () => {
      const { log, topic, group } = subject();
      const name = await topic(1);
      const reader = group();
      await log.produce(name, numbered(5));
      await readThrough(subject(), reader, name, 5);
      await log.seek(reader, [{ topic: name, partition: 0, offset: 3 }]);
      expect(await readThrough(subject(), reader, name, 2)).toEqual(['3', '4']);
      const fresh = group();
      await log.seek(fresh, [{ topic: name, partition: 0, offset: 4 }]);
      expect(await readThrough(subject(), fresh, name, 1)).toEqual(['4']);
      await log.seek(fresh, []);
    });

    it('are not moved while the group has members', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      const reader = group();
      const { onBatch } = collector();
      const consumer = await consume({ group: reader, topics: [name], onBatch });
      await expect.poll(() => consumer.assignment().length, patience).toBe(1);
      const move = [{ topic: name, partition: 0, offset: 0 }];
      await expect(log.seek(reader, move)).rejects.toMatchObject({ name: 'TerminalError', code: 'GROUP_ACTIVE' });
      await consumer.stop();
      await log.seek(reader, move);
    });

    it('are not moved to where there is nothing', async () => {
      const { log, topic, group } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(2));
      for (const offset of [-1, 3, 0.5]) {
        const seeking = log.seek(group(), [{ topic: name, partition: 0, offset }]);
        await expect(seeking).rejects.toMatchObject({ name: 'TerminalError', code: 'REQUEST_INVALID' });
      }
      const seeking = log.seek(group(), [{ topic: name, partition: 1, offset: 0 }]);
      await expect(seeking).rejects.toMatchObject({ name: 'TerminalError', code: 'TOPIC_UNKNOWN' });
    });
  });
};
