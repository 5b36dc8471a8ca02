import { appendFile, open as openFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { collector, numbered, patience, readAll, valuesOf } from '../src/conformance/subject.ts';
import type { EventLog, LostRange } from '../src/port.ts';
import { scratch } from './directory.ts';

const topic = { name: 'numbers', partitions: 1, retentionMs: null };

describe('the files of an embedded log', () => {
  const { directory, open, crashed } = scratch();

  /** A log of `count` records, each in a row and a commit of its own, and the size of its write-ahead log after each. */
  const filled = async (count: number): Promise<{ readonly at: string; readonly sizes: readonly number[]; readonly log: EventLog }> => {
    const at = await directory();
    const log = await open(at);
    await log.apply([topic]);
    const sizes: number[] = [];
    for (let number = 0; number < count; number += 1) {
      await log.produce(topic.name, numbered(1, 'key', number));
      sizes.push((await stat(join(at, 'events.db-wal'))).size);
    }
    return { at, sizes, log };
  };
  const consumeAll = async (log: EventLog, group: string) => {
    const { values, onBatch } = collector();
    const told: LostRange[] = [];
    const onLostRange = (range: LostRange): void => void told.push(range);
    await log.consume({ group, topics: [topic.name], from: 'earliest', maxRecords: 100, maxBytes: 1_000_000, onBatch, onLostRange });
    return { values, told };
  };

  it('may end in a torn write: nothing that was acknowledged is lost', async () => {
    const { at } = await filled(10);
    const torn = await crashed(at);
    await appendFile(join(torn, 'events.db-wal'), Buffer.alloc(6_000, 3));
    const log = await open(torn);
    expect(valuesOf(await readAll(log, topic.name))).toEqual(numbered(10).map(({ value }) => value));
    expect(await log.lostRanges()).toEqual([]);
  });

  it('cut by hand, report the lost range each time they are opened and never give an offset twice', async () => {
    const { at, sizes } = await filled(10);
    const cut = await crashed(at);
    await truncate(join(cut, 'events.db-wal'), sizes[5] ?? 0);
    const lost = { topic: topic.name, partition: 0, from: 6, to: 10, cause: 'truncated' };
    const first = await open(cut);
    expect(await first.lostRanges()).toEqual([lost]);
    expect(await first.offsets(topic.name)).toEqual([{ topic: topic.name, partition: 0, start: 0, end: 10 }]);
    const tail = await consumeAll(first, 'at-the-tail');
    await expect.poll(() => tail.told, patience).toEqual([lost]);
    expect(tail.values).toEqual(numbered(6).map(({ value }) => value));
    expect(await first.produce(topic.name, numbered(2, 'key', 10))).toMatchObject([{ offset: 10 }, { offset: 11 }]);
    await expect.poll(() => tail.values.slice(6), patience).toEqual(['10', '11']);
    await first.close();

    const second = await open(cut);
    expect(await second.lostRanges()).toEqual([lost]);
    const after = await second.read({ topic: topic.name, partition: 0, offset: 6 }, { maxRecords: 5, maxBytes: 1_000 });
    expect(after.map(({ offset }) => offset)).toEqual([10, 11]);
    const late = await consumeAll(second, 'late');
    await expect.poll(() => late.values, patience).toEqual(['0', '1', '2', '3', '4', '5', '10', '11']);
    expect(late.told).toEqual([lost]);
  });

  it('gone with only the mark left, report everything as lost once the topic is applied', async () => {
    const { at, log } = await filled(4);
    await log.close();
    await rm(join(at, 'events.db'));
    const again = await open(at);
    await again.apply([{ ...topic, partitions: 2 }]);
    expect(await again.lostRanges()).toEqual([{ topic: topic.name, partition: 0, from: 0, to: 4, cause: 'truncated' }]);
    expect(await again.produce(topic.name, [{ key: null, value: 'a', partition: 0 }, { key: null, value: 'b', partition: 1 }]))
      .toMatchObject([{ offset: 4 }, { offset: 0 }]);
  });

  it('without their mark are believed as they are', async () => {
    const { at, log } = await filled(4);
    await log.close();
    await rm(join(at, 'events.high-water'));
    const again = await open(at);
    expect(await again.lostRanges()).toEqual([]);
    expect(await again.produce(topic.name, numbered(1))).toMatchObject([{ offset: 4 }]);
  });

  it('with rows missing in their midst lose that range alone', async () => {
    const { at, log } = await filled(10);
    await log.close();
    const db = new DatabaseSync(join(at, 'events.db'));
    db.exec('DELETE FROM batch WHERE base BETWEEN 3 AND 6');
    db.close();
    const again = await open(at);
    const { values, told } = await consumeAll(again, 'reader');
    await expect.poll(() => values, patience).toEqual(['0', '1', '2', '7', '8', '9']);
    expect(told).toEqual([{ topic: topic.name, partition: 0, from: 3, to: 7, cause: 'truncated' }]);
  });

  it('that can’t be read any more end the consumer with a word', async () => {
    const at = await directory();
    const log = await open(at);
    await log.apply([topic]);
    await log.produce(topic.name, [{ key: 'key', value: Buffer.alloc(1_000_000, 'x') }]);
    await log.close();
    const file = await openFile(join(at, 'events.db'), 'r+');
    await file.write(Buffer.alloc(40_960, 0xff), 0, 40_960, 409_600);
    await file.close();
    const again = await open(at);
    const { promise: crash, resolve } = Promise.withResolvers<Error>();
    const consumer = await again.consume({
      group: 'reader', topics: [topic.name], from: 'earliest', maxRecords: 1, maxBytes: 1, onBatch: async () => {}, onCrash: resolve,
    });
    expect(await crash).toMatchObject({ name: 'TerminalError', code: 'DATA_DAMAGED' });
    await consumer.stop();
    const reading = again.read({ topic: topic.name, partition: 0, offset: 0 }, { maxRecords: 1, maxBytes: 1 });
    await expect(reading).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
  });

  it('can’t be opened where there is no directory', async () => {
    await expect(open(join(await directory(), 'absent'))).rejects.toMatchObject({ name: 'TerminalError', code: 'DATA_DIRECTORY_UNUSABLE' });
  });
});
