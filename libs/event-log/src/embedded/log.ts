/** The port over the log's thread. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { Ids } from '@streamforge/determinism/ids';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { Coordinates, EventLog, LogRecord } from '../port.ts';
import { Appender } from './appender.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { closedError, logError } from '../log-errors.ts';
import type { LogOperations } from './operations.ts';
import { PartitionReader, type ReadLimit } from './partition-reader.ts';
import { Positions } from './positions.ts';
import { Registry, type Partition } from './registry.ts';
import { checkTopics } from '../topic-check.ts';

type Thread = SqliteThread<LogOperations>;

export interface LogParts {
  readonly thread: Thread;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly maxPendingBytes: number;
}

const orLogError = async <Value>(answer: Promise<Value>): Promise<Value> => {
  try {
    return await answer;
  } catch (error) {
    throw logError(error);
  }
};

const readFrom = async (thread: Thread, partition: Partition, offset: number, limit: ReadLimit): Promise<readonly LogRecord[]> => {
  const reader = new PartitionReader(thread, partition, Math.max(offset, partition.start));
  for (let at = offset; at < partition.end;) {
    const { records, next } = await orLogError(reader.next(limit));
    if (records.length > 0) return records;
    at = next;
  }
  return [];
};

const retainPartition = async (thread: Thread, partition: Partition, before: number, below: number): Promise<number> => {
  for (let records = 0; ;) {
    const retained = await orLogError(thread.write('retain', { partition: partition.id, before, below }));
    partition.start = Math.max(partition.start, retained.start);
    records += retained.records;
    if (!retained.more) return records;
  }
};

const deleteInPartition = async (thread: Thread, partition: Partition, before: number): Promise<void> => {
  for (let more = true; more;) {
    const deleted = await orLogError(thread.write('deleteBefore', { partition: partition.id, before }));
    partition.start = Math.max(partition.start, deleted.start);
    ({ more } = deleted);
  }
};

/** The event log over an open thread. */
export const eventLogOver = async ({ thread, clock, ids, maxPendingBytes }: LogParts): Promise<EventLog> => {
  const state = await thread.read('state', undefined);
  const registry = new Registry();
  registry.load(state);
  const positions = new Positions(thread, registry, state.committed);
  const appender = new Appender({ thread, clock, maxPendingBytes });
  const groups = new Map<string, ConsumerGroup>();
  const partitionsOf = (topic: string): readonly Partition[] => registry.topic(topic).partitions;
  let closed = false;

  const checkOpen = (): void => {
    if (closed) throw closedError();
  };
  const groupOf = (name: string): ConsumerGroup => {
    const known = groups.get(name) ?? new ConsumerGroup({ thread, positions, clock, partitionsOf });
    groups.set(name, known);
    return known;
  };
  const checkPosition = (at: Coordinates): readonly [Partition, number] => {
    const partition = registry.partition(at);
    if (Number.isSafeInteger(at.offset) && at.offset >= 0 && at.offset <= partition.end) return [partition, at.offset];
    throw new TerminalError('REQUEST_INVALID', `A position lies between 0 and the end, ${partition.end}.`, at);
  };

  return {
    apply: async (topics) => {
      checkOpen();
      checkTopics(topics, registry.specs());
      registry.load(await orLogError(thread.write('apply', topics)));
      for (const group of groups.values()) group.rebalance();
    },
    topics: async () => {
      checkOpen();
      return registry.specs();
    },
    produce: async (topic, records) => {
      checkOpen();
      // Not awaited here: a function that waits keeps its records in memory.
      return appender.append(registry.topic(topic), records);
    },
    consume: async (options) => {
      checkOpen();
      for (const topic of options.topics) registry.topic(topic);
      return groupOf(options.group).join(ids(), options);
    },
    read: async (at, limit) => {
      checkOpen();
      return await readFrom(thread, registry.partition(at), at.offset, limit);
    },
    offsets: async (topic) => {
      checkOpen();
      return registry.topic(topic).partitions.map(({ partition, start, end }) => ({ topic, partition, start, end }));
    },
    committed: async (group) => {
      checkOpen();
      return positions.list(group);
    },
    seek: async (group, wanted) => {
      checkOpen();
      if (groups.get(group)?.active === true) throw new TerminalError('GROUP_ACTIVE', `Group ${group}.`);
      await positions.commit(group, wanted.map(checkPosition));
    },
    retain: async (now) => {
      checkOpen();
      let records = 0;
      for (const { retentionMs, partitions } of registry.topics()) {
        if (retentionMs === null) continue;
        for (const partition of partitions) {
          records += await retainPartition(thread, partition, now - retentionMs, positions.lowest(partition));
        }
      }
      return records;
    },
    deleteBefore: async (positions) => {
      checkOpen();
      for (const [partition, before] of positions.map(checkPosition)) await deleteInPartition(thread, partition, before);
    },
    lostRanges: async () => {
      checkOpen();
      return registry.topics().flatMap(({ partitions }) => partitions.flatMap(({ lost }) => lost));
    },
    ping: async () => {
      checkOpen();
      await orLogError(thread.read('ping', undefined));
    },
    close: async () => {
      closed = true;
      for (const group of groups.values()) group.close();
      await appender.settled();
      await thread.close();
    },
  };
};
