import kafkajs from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { numbered, patience, valuesOf } from '../src/conformance/subject.ts';
import { leaveGroup } from '../src/kafka/wire/groups.ts';
import type { BatchSession, ConsumeOptions, Consumer } from '../src/port.ts';
import { kafkaUrl, openCluster, openTestLog, removeTopics } from './kafka-cluster.ts';

/** The shortest that brokers allow. */
const sessionMs = 6_000;

describe.skipIf(kafkaUrl === undefined)('a member of a group on Kafka', () => {
  const opened: Awaited<ReturnType<typeof openTestLog>>[] = [];
  const consumers: Consumer[] = [];
  const setUp = async (partitions: number) => {
    const one = await openTestLog({ sessionMs });
    opened.push(one);
    const [topic, group] = [`members.${crypto.randomUUID()}`, `members-${crypto.randomUUID()}`];
    await one.log.apply([{ name: topic, partitions, retentionMs: null }]);
    for (let partition = 0; partition < partitions; partition += 1) await one.log.produce(topic, numbered(5).map((record) => ({ ...record, partition })));
    const consume = async (onBatch: ConsumeOptions['onBatch']): Promise<Consumer> => {
      const consumer = await one.log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 100, maxBytes: 100_000, onBatch });
      consumers.push(consumer);
      return consumer;
    };
    return { ...one, topic, group, consume };
  };
  afterEach(async () => {
    for (const consumer of consumers.splice(0)) await consumer.stop({ force: true });
    for (const { log, made } of opened.splice(0)) {
      await log.close();
      await removeTopics(made);
    }
  });

  it('keeps its partitions while a handler takes longer than the session, without a heartbeat of its own', async () => {
    const { log, group, consume } = await setUp(1);
    const signals: AbortSignal[] = [];
    let seen = 0;
    await consume(async (batch, session) => {
      signals.push(session.signal);
      seen += batch.records.length;
      await new Promise((resolve) => setTimeout(resolve, sessionMs + 1_500));
      await session.commit(batch.nextOffset);
    });
    await expect.poll(async () => (await log.committed(group)).map(({ committed }) => committed), patience).toEqual([5]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(seen).toBe(5);
  });

  it('is not interrupted on the partitions that stay its own when another one joins', async () => {
    const { log, group, consume } = await setUp(4);
    const open = new Map<number, BatchSession>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const first = await consume(async (batch, session) => {
      open.set(batch.partition, session);
      await Promise.race([mayEnd, new Promise((resolve) => session.signal.addEventListener('abort', resolve))]);
      await session.commit(batch.nextOffset);
    });
    await expect.poll(() => open.size, patience).toBe(4);
    const second = await consume(async (batch, session) => await session.commit(batch.nextOffset));
    await expect.poll(() => [first.assignment().length, second.assignment().length], patience).toEqual([2, 2]);
    const kept = first.assignment().map(({ partition }) => partition);
    expect([...open].filter(([, { signal }]) => !signal.aborted).map(([partition]) => partition).toSorted()).toEqual(kept);
    end();
    await expect.poll(async () => (await log.committed(group)).map(({ committed }) => committed), patience).toEqual([5, 5, 5, 5]);
  });

  it('that the group has put out commits nothing more, and joins again by itself', async () => {
    const { log, group, consume } = await setUp(1);
    const sessions: BatchSession[] = [];
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const values: unknown[] = [];
    await consume(async (batch, session) => {
      sessions.push(session);
      values.push(...valuesOf(batch.records));
      if (sessions.length === 1) await mayEnd;
      await session.commit(batch.nextOffset);
    });
    await expect.poll(() => sessions.length, patience).toBe(1);
    const admin = new kafkajs.Kafka({ brokers: [(kafkaUrl ?? '').replace('kafka://', '')], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const { groups: [described] } = await admin.describeGroups([group]);
    await admin.disconnect();
    const cluster = await openCluster();
    await cluster.tell(await cluster.coordinator(group), leaveGroup({ group, generation: -1, member: described?.members[0]?.memberId ?? '' }));
    cluster.close();
    await expect(sessions[0]?.commit(3)).rejects.toMatchObject({ code: 'PARTITION_MOVED' });
    expect(sessions[0]?.signal.aborted).toBe(true);
    end();
    await expect.poll(async () => (await log.committed(group)).map(({ committed }) => committed), patience).toEqual([5]);
    expect(values).toEqual(['0', '1', '2', '3', '4', '0', '1', '2', '3', '4']);
  });
});
