/** The event log over a cluster. */
import { randomUUID } from 'node:crypto';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { closedError } from '../log-errors.ts';
import type { EventLog, PartitionOffsets } from '../port.ts';
import { committedOffsets, checkPositions, seekGroup } from './admin/groups.ts';
import { applyTopics, checkPartition, listTopics } from './admin/topics.ts';
import type { Cluster } from './cluster.ts';
import { KafkaConsumer, type MemberTimes } from './consume/consumer.ts';
import { bounds } from './consume/positions.ts';
import { logFailure } from './failure.ts';
import { Producer } from './produce/producer.ts';
import { readAt } from './read.ts';
import { metadata } from './wire/metadata.ts';
import { deleteRecords } from './wire/topics.ts';

/** Milliseconds in which readiness wants to know. */
const pingMs = 5_000;

export interface KafkaLogParts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly clientId: string;
  readonly replication: number | undefined;
  readonly compression: number;
  readonly times: MemberTimes;
  readonly maxPendingBytes: number;
  readonly deliveryMs: number;
  readonly maxBatchBytes: number;
}

export const kafkaLogOver = (parts: KafkaLogParts): EventLog => {
  const { cluster, clock, clientId, replication, compression, times, maxPendingBytes, deliveryMs, maxBatchBytes } = parts;
  const sending = cluster.connections();
  const producer = new Producer({ cluster, connections: sending, clock, compression, maxPendingBytes, deliveryMs });
  const consumers = new Set<KafkaConsumer>();
  let closed = false;

  /** Runs a call while the log is open, and tells its errors in the platform's words. */
  const call = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) throw closedError();
    try {
      return await work();
    } catch (error) {
      throw closed ? closedError() : logFailure(error);
    }
  };
  const offsetsOf = async (topic: string): Promise<readonly PartitionOffsets[]> => {
    const partitions = (await cluster.topic(topic)).partitions.map((_, partition) => ({ topic, partition }));
    const [starts, ends] = await Promise.all([bounds(cluster, 'start', partitions), bounds(cluster, 'end', partitions)]);
    const end = new Map(ends.map(({ partition, offset }) => [partition, offset]));
    return starts.map(({ partition, offset: start }) => ({ topic, partition, start, end: end.get(partition) ?? start }))
      .toSorted((a, b) => a.partition - b.partition);
  };

  return {
    apply: async (topics) => await call(async () => {
      await applyTopics(cluster, topics, replication, clock);
      for (const consumer of consumers) void consumer.lookForPartitions().catch(() => undefined);
    }),
    topics: async () => await call(async () => await listTopics(cluster)),
    produce: async (topic, records) => await call(async () => {
      const state = await cluster.topic(topic);
      return records.length === 0 ? [] : await producer.append(state, records);
    }),
    consume: async (options) => await call(async () => {
      for (const topic of options.topics) await cluster.topic(topic);
      const consumer = new KafkaConsumer({ member: `${clientId}-${randomUUID()}`, cluster, clock, options, times, maxBatchBytes });
      consumers.add(consumer);
      return {
        member: consumer.member,
        assignment: () => consumer.assignment(),
        stop: async (how) => {
          await consumer.stop(how);
          consumers.delete(consumer);
        },
      };
    }),
    read: async (at, limit) => await call(async () => {
      await checkPartition(cluster, at.topic, at.partition);
      return await readAt(cluster, at, limit, maxBatchBytes);
    }),
    offsets: async (topic) => await call(async () => await offsetsOf(topic)),
    committed: async (group) => await call(async () => await committedOffsets(cluster, group)),
    seek: async (group, positions) => await call(async () => await seekGroup(cluster, group, positions)),
    // The brokers delete what retention allows, in their own time.
    retain: async () => await call(async () => 0),
    deleteBefore: async (positions) => await call(async () => {
      await checkPositions(cluster, positions);
      await cluster.settled(positions.map(({ topic }) => topic), async () => {
        const leaders = await Promise.all(positions.map(async (at) => [await cluster.leader(at), at] as const));
        for (const [node, led] of Map.groupBy(leaders, ([leader]) => leader)) await cluster.tell(node, deleteRecords(led.map(([, at]) => at)));
      });
    }),
    lostRanges: async () => await call(async () => []),
    ping: async () => await call(async () => {
      const answered = new AbortController();
      const late = clock.sleep(pingMs, answered.signal).then(() => { throw new RetryableError('LOG_UNAVAILABLE', `No answer within ${pingMs} ms.`); }, () => undefined);
      await Promise.race([cluster.ask(metadata([])), late]).finally(() => answered.abort());
    }),
    close: async () => {
      if (closed) return;
      closed = true;
      await Promise.all([...consumers].map((consumer) => consumer.stop({ force: true })));
      await producer.settled();
      sending.close();
      cluster.close();
    },
  };
};
