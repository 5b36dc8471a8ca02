import type { SqliteThread } from '@streamforge/sqlite/thread';
import { expect, it } from 'vitest';
import type { LogOperations } from '../src/embedded/operations.ts';
import { PartitionReader } from '../src/embedded/partition-reader.ts';
import { Partition } from '../src/embedded/registry.ts';

it('passes over what is missing and never over what was appended while it looked', async () => {
  const partition = new Partition({ id: 1, topic: 'numbers', partition: 0, start: 0, next: 10 });
  const thread = {
    read: () => {
      partition.grow(14);
      return Promise.resolve([]);
    },
  } as unknown as SqliteThread<LogOperations>;
  const { records, next } = await new PartitionReader(thread, partition, 6).next({ maxRecords: 100, maxBytes: 1_000 });
  expect({ records, next }).toEqual({ records: [], next: 10 });
});
