import { describe, expect, it } from 'vitest';
import type { LostRange } from '../src/port.ts';
import { PartitionBuffer } from '../src/kafka/consume/partition-buffer.ts';

const at = { topic: 't', partition: 0 };
const LIMIT = { maxRecords: 10, maxBytes: 1_000 };
const nothing = { end: 7, batches: Buffer.alloc(0), aborted: [] } as unknown as Parameters<PartitionBuffer['arrive']>[1];

const taken = async (buffer: PartitionBuffer): Promise<{ readonly next: number; readonly told: readonly LostRange[] }> => {
  const told: LostRange[] = [];
  const { next } = await buffer.take(LIMIT, (range) => told.push(range));
  return { next, told };
};

describe('what was fetched of a partition', () => {
  it('takes no answer to a question that is no longer asked', () => {
    const buffer = new PartitionBuffer(at, 5, 1_000);
    buffer.arrive(3, nothing);
    buffer.arriveLost(3, { ...at, from: 3, to: 9, cause: 'retention' }, 9);
    expect([buffer.end, buffer.wanted, buffer.empty]).toEqual([0, 5, true]);
    buffer.arrive(5, nothing);
    expect([buffer.end, buffer.wanted, buffer.empty]).toEqual([7, 5, true]);
  });

  it('goes on behind a range that is lost, and tells of it when it is come upon', async () => {
    const buffer = new PartitionBuffer(at, 5, 1_000);
    const range: LostRange = { ...at, from: 5, to: 9, cause: 'retention' };
    buffer.arriveLost(5, range, 9);
    expect([buffer.wanted, buffer.empty]).toEqual([9, false]);
    expect(await taken(buffer)).toEqual({ next: 9, told: [range] });
  });

  it('goes back to the end of a log that was cut', async () => {
    const buffer = new PartitionBuffer(at, 9, 1_000);
    const range: LostRange = { ...at, from: 4, to: 9, cause: 'truncated' };
    buffer.arriveLost(9, range, 4);
    expect(await taken(buffer)).toEqual({ next: 4, told: [range] });
  });
});
