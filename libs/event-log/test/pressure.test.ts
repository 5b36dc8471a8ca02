import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countCommits, diskFullWhile } from '@streamforge/testing/fault-hooks';
import { describe, expect, it } from 'vitest';
import { collector, numbered, patience, readAll, valuesOf } from '../src/conformance/subject.ts';
import { scratch } from './directory.ts';

const topic = { name: 'numbers', partitions: 4, retentionMs: 1_000 };

describe('an embedded log under pressure', () => {
  const { directory, open } = scratch();

  it('lets 500 producers of single records share commits', async () => {
    const at = await directory();
    const commits = join(at, 'commits');
    const log = await open(at, { hook: countCommits(commits), groupCommitMs: 2 });
    await log.apply([topic]);
    const before = Number(await readFile(commits, 'utf8'));
    const coordinates = await Promise.all(numbered(500, null).map((record) => log.produce(topic.name, [record])));
    expect(new Set(coordinates.map(([place]) => `${place?.partition}@${place?.offset}`)).size).toBe(500);
    expect(Number(await readFile(commits, 'utf8')) - before).toBeLessThanOrEqual(5);
  });

  it('refuses what is too much at once and takes it later', async () => {
    const log = await open(await directory(), { maxPendingBytes: 10_000 });
    await log.apply([topic]);
    const large = numbered(1).map((record) => ({ ...record, value: 'x'.repeat(20_000) }));
    const first = log.produce(topic.name, large);
    await expect(log.produce(topic.name, numbered(1))).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKPRESSURE' });
    await first;
    await log.produce(topic.name, numbered(1));
    expect(await readAll(log, topic.name)).toHaveLength(2);
  });

  it('refuses records while the disk is full, keeps what it acknowledged, and goes on when there is room', async () => {
    const at = await directory();
    const marker = join(at, 'full');
    const log = await open(at, { hook: diskFullWhile(marker) });
    await log.apply([topic]);
    const acknowledged: string[] = [];
    const produce = async (number: number): Promise<string | undefined> => {
      const value = `${number} ${'x'.repeat(20_000)}`;
      try {
        await log.produce(topic.name, [{ key: 'key', value }]);
        acknowledged.push(value);
        return undefined;
      } catch (error) {
        expect(error).toMatchObject({ name: 'RetryableError', code: 'DISK_FULL' });
        return 'refused';
      }
    };
    for (let number = 0; number < 5; number += 1) await produce(number);
    await writeFile(marker, '');
    let number = 5;
    await expect.poll(async () => await produce(number++), patience).toBe('refused');
    const group = collector();
    const options = { group: 'reader', topics: [topic.name], from: 'earliest', maxRecords: 2, maxBytes: 1_000_000 } as const;
    await log.consume({ ...options, onBatch: group.onBatch });
    expect(await log.retain(Date.now())).toBe(0);
    await rm(marker);
    await expect.poll(async () => await produce(number++), patience).toBeUndefined();
    // A batch whose commit the full disk refused comes again: at least once, and in order.
    await expect.poll(() => [...new Set(group.values)], patience).toEqual(acknowledged);
    expect(valuesOf(await readAll(log, topic.name))).toEqual(acknowledged);
    expect(await log.lostRanges()).toEqual([]);
  });

  it('deletes a long past in portions', async () => {
    const log = await open(await directory());
    await log.apply([topic]);
    for (let round = 0; round < 12; round += 1) {
      for (let call = 0; call < 100; call += 1) void log.produce(topic.name, [{ key: null, value: 'x'.repeat(6_000), partition: 0 }]);
      await log.produce(topic.name, [{ key: null, value: 'last', partition: 0 }]);
    }
    expect(await log.retain(Date.now() + 10_000)).toBe(1_212);
    expect((await log.offsets(topic.name))[0]).toMatchObject({ start: 1_212, end: 1_212 });
  });
});
