import { describe, expect, it } from 'vitest';
import type { BatchSession, Consumer, TopicPartition } from '../port.ts';
import { aborted, collector, freshLog, numbered, patience, valuesOf, type NewPlace } from './subject.ts';

const named = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

/** How a commit or heartbeat is refused once the partition is no longer the member’s. */
const movedAway = { code: 'PARTITION_MOVED' };

const assigned = (...consumers: readonly Consumer[]): readonly string[] =>
  consumers.flatMap((consumer) => consumer.assignment().map(named)).toSorted();

export const groups = (newPlace: NewPlace): void => {
  describe('a consumer group', () => {
    const subject = freshLog(newPlace);
    const partitionsOf = (name: string, count: number): readonly string[] =>
      Array.from({ length: count }, (_, partition) => named({ topic: name, partition })).toSorted();

    it('reads apart from every other group', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(2);
      await log.produce(name, numbered(50));
      const both = [collector(), collector()];
      for (const { onBatch } of both) await consume({ group: group(), topics: [name], onBatch });
      for (const { values } of both) await expect.poll(() => values, patience).toEqual(numbered(50).map(({ value }) => value));
    });

    it('spreads each partition to exactly one member, evenly', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(6);
      const shared = group();
      const { values, onBatch } = collector();
      const members: Consumer[] = [];
      for (let count = 1; count <= 3; count += 1) members.push(await consume({ group: shared, topics: [name], onBatch }));
      await expect.poll(() => members.map((member) => member.assignment().length), patience).toEqual([2, 2, 2]);
      expect(assigned(...members)).toEqual(partitionsOf(name, 6));
      expect(new Set(members.map(({ member }) => member)).size).toBe(3);
      await log.produce(name, Array.from({ length: 60 }, (_, index) => ({ key: null, value: String(index), partition: index % 6 })));
      await expect.poll(() => values.length, patience).toBe(60);
      expect(new Set(values).size).toBe(60);
    });

    it('leaves members without a partition idle until one is free', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      const shared = group();
      const [one, other] = [collector(), collector()];
      const first = await consume({ group: shared, topics: [name], onBatch: one.onBatch });
      const second = await consume({ group: shared, topics: [name], onBatch: other.onBatch });
      await expect.poll(() => assigned(first, second), patience).toEqual(partitionsOf(name, 1));
      const [busy, idle] = first.assignment().length === 1 ? [first, second] : [second, first];
      await busy.stop();
      await expect.poll(() => assigned(idle), patience).toEqual(partitionsOf(name, 1));
      await log.produce(name, numbered(3));
      await expect.poll(() => [...one.values, ...other.values], patience).toEqual(['0', '1', '2']);
    });

    it('hands a partition to a new member when the old one’s open batch was aborted, uncommitted', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(2);
      for (const partition of [0, 1]) await log.produce(name, numbered(5).map((record) => ({ ...record, partition })));
      const shared = group();
      const open = new Map<string, BatchSession>();
      let running = 0;
      const first = await consume({
        group: shared, topics: [name],
        onBatch: async (batch, session) => {
          running += 1;
          open.set(named(batch), session);
          await aborted(session);
          running -= 1;
        },
      });
      await expect.poll(() => open.size, patience).toBe(2);
      const seen: (string | null | undefined)[] = [];
      let runningThen: number | undefined;
      const second = await consume({
        group: shared, topics: [name],
        onBatch: async (batch, session) => {
          runningThen ??= running;
          seen.push(...valuesOf(batch.records));
          await session.commit(batch.nextOffset);
        },
      });
      await expect.poll(() => [first.assignment().length, second.assignment().length], patience).toEqual([1, 1]);
      await expect.poll(() => seen, patience).toEqual(numbered(5).map(({ value }) => value));
      expect(runningThen).toBeLessThan(2);
      const moved = open.get(second.assignment().map(named)[0] ?? '');
      expect(moved?.signal.aborted).toBe(true);
      await expect(moved?.commit(1)).rejects.toMatchObject(movedAway);
      await expect(moved?.heartbeat()).rejects.toMatchObject(movedAway);
      const committed = async () => (await log.committed(shared)).filter((offset) => named(offset) === assigned(second)[0]);
      await expect.poll(async () => (await committed()).map((offset) => offset.committed), patience).toEqual([5]);
    });

    it('refuses the commit of a member that has left', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(5));
      const shared = group();
      const sessions: BatchSession[] = [];
      const consumer = await consume({ group: shared, topics: [name], onBatch: async (_batch, session) => void sessions.push(session) });
      await expect.poll(() => sessions.length, patience).toBe(1);
      await consumer.stop();
      await expect(sessions[0]?.commit(5)).rejects.toMatchObject(movedAway);
      await expect(sessions[0]?.heartbeat()).rejects.toMatchObject(movedAway);
    });

    it('keeps a member’s partitions while it heartbeats', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(5));
      const shared = group();
      let beats = 0;
      await consume({
        group: shared, topics: [name],
        onBatch: async (batch, session) => {
          for (; beats < 5; beats += 1) await session.heartbeat();
          await session.commit(batch.nextOffset);
        },
      });
      await expect.poll(async () => (await log.committed(shared)).map(({ committed }) => committed), patience).toEqual([5]);
      expect(beats).toBe(5);
    });

    it('lets the open batch end and commit when a member stops', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(10));
      const shared = group();
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const signals: AbortSignal[] = [];
      const consumer = await consume({
        group: shared, topics: [name], maxRecords: 4,
        onBatch: async (batch, session) => {
          signals.push(session.signal);
          await mayEnd;
          await session.commit(batch.nextOffset);
        },
      });
      await expect.poll(() => signals.length, patience).toBe(1);
      const stopped = consumer.stop();
      end();
      await stopped;
      await consumer.stop();
      expect(signals.map((signal) => signal.aborted)).toEqual([false]);
      expect((await log.committed(shared)).map(({ committed }) => committed)).toEqual([4]);
      expect(consumer.assignment()).toEqual([]);
    });

    it('aborts the open batch when a member is stopped by force, also while it is stopping', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      await log.produce(name, numbered(10));
      const shared = group();
      const sessions: BatchSession[] = [];
      const consumer = await consume({
        group: shared, topics: [name], maxRecords: 4,
        onBatch: async (_batch, session) => {
          sessions.push(session);
          await aborted(session);
          throw session.signal.reason;
        },
      });
      await expect.poll(() => sessions.length, patience).toBe(1);
      const stopped = consumer.stop();
      await consumer.stop({ force: true });
      await stopped;
      expect(sessions[0]?.signal.aborted).toBe(true);
      await expect(sessions[0]?.commit(4)).rejects.toMatchObject(movedAway);
      const { values, onBatch } = collector();
      await consume({ group: shared, topics: [name], onBatch });
      await expect.poll(() => values, patience).toEqual(numbered(10).map(({ value }) => value));
    });

    it('reads partitions that were added while it runs', async () => {
      const { log, topic, group, consume } = subject();
      const name = await topic(1);
      const { values, onBatch } = collector();
      const consumer = await consume({ group: group(), topics: [name], onBatch });
      await log.apply([{ name, partitions: 3, retentionMs: null }]);
      await log.produce(name, [0, 1, 2].map((partition) => ({ key: null, value: String(partition), partition })));
      await expect.poll(() => new Set(values), patience).toEqual(new Set(['0', '1', '2']));
      await expect.poll(() => assigned(consumer), patience).toEqual(partitionsOf(name, 3));
    });

    it('gives each member only the topics it reads', async () => {
      const { topic, group, consume } = subject();
      const [left, right] = [await topic(2), await topic(2)];
      const shared = group();
      const { onBatch } = collector();
      const first = await consume({ group: shared, topics: [left], onBatch });
      const second = await consume({ group: shared, topics: [right], onBatch });
      await expect.poll(() => assigned(first), patience).toEqual(partitionsOf(left, 2));
      await expect.poll(() => assigned(second), patience).toEqual(partitionsOf(right, 2));
    });
  });
};
