import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '@streamforge/event-log/port';
import { decodeRecords, encodeRecord } from '../src/record-bytes.ts';
import { segmentKey, segmentOf, type Segment } from '../src/segment-key.ts';
import { readSegment } from '../src/segment-reader.ts';
import { segmentBytes } from '../src/segment-writer.ts';
import { collected, objectPath, place, places, spelled } from './places.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const recordOf = (offset: number, { timestamp, key, value, headers }: {
  timestamp: number; key: Uint8Array | null; value: Uint8Array | null; headers: [string, Uint8Array][];
}): LogRecord =>
  ({ offset, timestamp, key, value, header: (name) => headers.findLast(([each]) => each === name)?.[1], headers: () => headers });

/** Records whose offsets leave gaps. */
const arbitraryRecords = fc.array(fc.tuple(
  fc.integer({ min: 1, max: 5 }),
  fc.record({
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    key: fc.option(bytes),
    value: fc.option(bytes),
    headers: fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 10 }), bytes), { maxLength: 4 }),
  }),
), { minLength: 1, maxLength: 50 }).map((steps) => {
  let offset = 0;
  return steps.map(([step, record]) => recordOf(offset += step, record));
});

const segmentFor = (records: readonly LogRecord[]): Segment => ({
  ...place,
  from: records[0]?.offset ?? 0,
  next: (records.at(-1)?.offset ?? 0) + 1,
  newest: Math.max(...records.map(({ timestamp }) => timestamp)),
});

const paged = async function* (records: readonly LogRecord[], size: number): AsyncGenerator<readonly LogRecord[]> {
  for (let at = 0; at < records.length; at += size) yield records.slice(at, at + size);
};

const written = async (segment: Segment, pages: AsyncIterable<readonly LogRecord[]>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(segmentBytes(segment, pages)));

const holding = (body: Uint8Array) => ({ get: () => Promise.resolve((async function* () {
  for (let at = 0; at < body.length; at += 100) yield body.subarray(at, at + 100);
})()) });

describe('a segment', () => {
  const open = places();

  it('gives back every record whole, whatever its bytes', async () => {
    await fc.assert(fc.asyncProperty(arbitraryRecords, fc.integer({ min: 1, max: 60 }), async (records, page) => {
      const segment = segmentFor(records);
      const body = await written(segment, paged(records, page));
      expect((await collected(readSegment(holding(body), segment))).map(spelled)).toEqual(records.map(spelled));
    }), { numRuns: 100 });
  });

  it('has the same bytes however its records were read', async () => {
    const { events, fill } = await open();
    await fill(0, 400);
    const records = await events.read({ ...place, offset: 0 }, { maxRecords: 1_000, maxBytes: 10_000_000 });
    const segment = segmentFor(records);
    const [one, other] = [await written(segment, paged(records, 400)), await written(segment, paged(records, 3))];
    expect(one.equals(other)).toBe(true);
  });

  it('takes less room than its records, in blocks', async () => {
    const records = Array.from({ length: 5_000 }, (_, offset) => recordOf(offset, {
      timestamp: 1e12 + offset,
      key: Buffer.from('binance:BTCUSDT'),
      value: Buffer.from(`{"open":"${offset}","high":"${offset + 1}","volume":"12.5"}`.padEnd(180)),
      headers: [],
    }));
    const body = await written(segmentFor(records), paged(records, 500));
    expect(body.length).toBeLessThan(5_000 * 230 / 5);
    const blocks = await Array.fromAsync(readSegment(holding(body), segmentFor(records)));
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.flat()).toHaveLength(5_000);
  });

  it('is not written when its records do not end where it does', async () => {
    const records = [1, 2, 3].map((offset) => recordOf(offset, { timestamp: 1, key: null, value: null, headers: [] }));
    const segment = segmentFor(records);
    for (const wrong of [{ ...segment, next: 9 }, { ...segment, next: 3 }, { ...segment, from: 2 }]) {
      await expect(written(wrong, paged(records, 1))).rejects.toThrow(/Offset|The log gave/u);
    }
  });

  it('is refused, by name, wherever one byte of it is another, or the rest is missing', async () => {
    const records = Array.from({ length: 20 }, (_, offset) => recordOf(offset, {
      timestamp: offset, key: Buffer.from([offset]), value: Buffer.from(`value ${offset * 7_919}`), headers: [['a', Buffer.from('b')]],
    }));
    const segment = segmentFor(records);
    const body = await written(segment, paged(records, 5));
    const corrupt = { code: 'OBJECT_CORRUPT', message: expect.stringContaining(segmentKey(segment)) as string };
    for (let at = 0; at < body.length; at += 1) {
      const damaged = Buffer.from(body);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const read = await collected(readSegment(holding(damaged), segment)).catch((error: unknown) => error);
      if (Array.isArray(read)) expect(read.map(spelled), `byte ${at}`).toEqual(records.map(spelled));
      else expect(read, `byte ${at}`).toMatchObject(corrupt);
    }
    for (const end of [0, 5, body.length >> 1, body.length - 20]) {
      await expect(collected(readSegment(holding(body.subarray(0, end)), segment))).rejects.toMatchObject(corrupt);
    }
    for (const wrong of [{ topic: 'other' }, { partition: 3 }, { next: 21 }, { newest: 20 }]) {
      await expect(collected(readSegment(holding(body), { ...segment, ...wrong }))).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    }
  });

  it('is refused when its file is another on the disk, and said to be gone when it is', async () => {
    const { objects, directory } = await open();
    const records = [recordOf(0, { timestamp: 1, key: null, value: Buffer.from('x'), headers: [] })];
    const segment = segmentFor(records);
    await expect(collected(readSegment(objects, segment))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await objects.put(segmentKey(segment), segmentBytes(segment, paged(records, 1)));
    const folder = join(objectPath(directory), dirname(segmentKey(segment)));
    const file = (await readdir(folder))[0] ?? '';
    const damaged = await readFile(join(folder, file));
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    await writeFile(join(folder, file), damaged);
    await expect(collected(readSegment(objects, segment))).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    const sha256 = createHash('sha256').update(damaged).digest('hex');
    await rename(join(folder, file), join(folder, file.replace(/@.*/u, `@${sha256}`)));
    await expect(collected(readSegment(objects, segment))).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });

  it('is found by its name, and nothing else is', () => {
    const segment = { ...place, from: 12, next: 4_000, newest: 1_735_689_600_000 };
    const key = segmentKey(segment);
    expect(key).toBe('archive/market.trades.v1/0/00000000000000000012-00000000000000004000-1735689600000.zst');
    expect(segmentOf(place, key)).toEqual(segment);
    for (const other of [key.replace('/0/', '/1/'), `${key}.part`, key.replace('4000', '0012'), 'archive/market.trades.v1/0/notes.txt']) {
      expect(segmentOf(place, other)).toBeUndefined();
    }
  });

  it('does not read what is no record', () => {
    const whole = encodeRecord(recordOf(1, { timestamp: 1, key: Buffer.from('k'), value: null, headers: [] }));
    for (const at of [0, 20, 24, 28]) {
      const wrong = Uint8Array.from(whole);
      wrong[at] = 99;
      expect(() => decodeRecords(wrong)).toThrow(RangeError);
    }
  });
});
