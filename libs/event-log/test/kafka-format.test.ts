import { describe, expect, it } from 'vitest';
import { BatchBuilder } from '../src/kafka/format/batch-builder.ts';
import { place } from '../src/kafka/format/batch-header.ts';
import { crc32c } from '../src/kafka/format/crc32c.ts';
import { RecordSet } from '../src/kafka/format/record-set.ts';
import { VarintReader, varintSize, writeVarint } from '../src/kafka/format/varint.ts';

const limit = 100_000;
const nobody = { producerId: -1n, epoch: -1, sequence: -1 };
const attribute = { transactional: 16, control: 32, appendTime: 8 };

/** A batch of these values at an offset, as a broker would keep it. */
const batchOf = (values: readonly (string | null)[], { base = 0, attributes = 0, producerId = -1n } = {}): Buffer => {
  const builder = new BatchBuilder(1);
  for (const [index, value] of values.entries()) builder.add(index % 2 === 0 ? null : 'key', value, [['n', String(index)]], 1_000 + index);
  const batch = builder.seal(builder.body, 0, { ...nobody, producerId });
  batch.writeBigInt64BE(BigInt(base), place.baseOffset);
  batch.writeInt16BE(attributes, place.attributes);
  batch.writeUInt32BE(crc32c(batch.subarray(place.attributes)), place.crc);
  return batch;
};

const markerOf = (base: number, producerId: bigint, type: number): Buffer => {
  const builder = new BatchBuilder();
  builder.add(Uint8Array.of(0, 0, 0, type), Uint8Array.of(0, 0, 0, 0, 0, 0), undefined, 1);
  const batch = builder.seal(builder.body, 0, { ...nobody, producerId });
  batch.writeBigInt64BE(BigInt(base), place.baseOffset);
  batch.writeInt16BE(attribute.transactional | attribute.control, place.attributes);
  return batch;
};

const readAll = async (set: RecordSet, from = 0) => {
  const steps: { readonly values: readonly (string | null)[]; readonly next: number; readonly unreadable?: string }[] = [];
  for (let batch = await set.next(from); batch !== undefined; batch = await set.next(from)) {
    const { records, next, unreadable } = batch;
    const values = records.map(({ value }) => (value === null ? null : Buffer.from(value).toString()));
    steps.push({ values, next, ...unreadable !== undefined && { unreadable } });
  }
  return steps;
};

describe('the format of batches', () => {
  it('has Castagnoli’s checksum', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(0))).toBe(0);
  });

  it.each([0, 1, -1, 63, -64, 64, -65, 8_191, 8_192, 2 ** 31, -(2 ** 31), 2 ** 40 + 1, -(2 ** 40) - 1])('has numbers of as many bytes as they need: %d', (value) => {
    const bytes = new Uint8Array(10);
    const end = writeVarint(bytes, 0, value);
    expect(end).toBe(varintSize(value));
    const reader = new VarintReader(bytes, 0);
    expect(reader.next()).toBe(value);
    expect(reader.at).toBe(end);
  });

  it('refuses numbers without an end and lengths beyond the batch', () => {
    expect(() => new VarintReader(new Uint8Array(20).fill(255), 0).next()).toThrow(RangeError);
    expect(() => new VarintReader(Uint8Array.of(128), 0).next()).toThrow(RangeError);
    expect(() => new VarintReader(new Uint8Array(3), 0).skip(4)).toThrow(RangeError);
    expect(() => new VarintReader(new Uint8Array(3), 0).skip(-1)).toThrow(RangeError);
  });

  it('keeps null apart from empty, times, headers and sizes', async () => {
    const set = new RecordSet(batchOf(['a', null, '']), [], limit);
    const { records = [] } = await set.next(0) ?? {};
    expect(records.map(({ offset, timestamp, key, value, size }) => [offset, timestamp, key === null, value?.length ?? null, size])).toEqual([
      [0, 1_000, true, 1, 3], [1, 1_001, false, null, 5], [2, 1_002, true, 0, 2],
    ]);
    expect(records.map((record) => Buffer.from(record.header('n') ?? '').toString())).toEqual(['0', '1', '2']);
    expect(records[0]?.header('absent')).toBeUndefined();
  });

  it('gives every record the broker’s time where the broker stamps them', async () => {
    const { records = [] } = await new RecordSet(batchOf(['a', 'b'], { attributes: attribute.appendTime }), [], limit).next(0) ?? {};
    expect(records.map(({ timestamp }) => timestamp)).toEqual([1_001, 1_001]);
  });

  it('begins in the middle of a batch, and leaves out a batch that is cut short', async () => {
    const set = Buffer.concat([batchOf(['0', '1']), batchOf(['2', '3'], { base: 2 }), batchOf(['4'], { base: 4 }).subarray(0, 40)]);
    expect(await readAll(new RecordSet(set, [], limit), 3)).toEqual([{ values: [], next: 2 }, { values: ['3'], next: 4 }]);
    expect(await readAll(new RecordSet(set.subarray(0, 10), [], limit))).toEqual([]);
  });

  it('hides markers and what aborted transactions wrote, and nothing else of their producers', async () => {
    const transactional = { attributes: attribute.transactional };
    const set = Buffer.concat([
      batchOf(['kept'], { ...transactional, base: 0, producerId: 7n }), markerOf(1, 7n, 1),
      batchOf(['aborted'], { ...transactional, base: 2, producerId: 7n }), batchOf(['other'], { ...transactional, base: 3, producerId: 8n }),
      batchOf(['plain'], { base: 4, producerId: 7n }), markerOf(5, 7n, 0), batchOf(['again'], { ...transactional, base: 6, producerId: 7n }),
    ]);
    const steps = await readAll(new RecordSet(set, [{ producerId: 7n, firstOffset: 2 }], limit));
    expect(steps.flatMap(({ values }) => values)).toEqual(['kept', 'other', 'plain', 'again']);
    expect(steps.map(({ next }) => next)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('says of a batch that can’t be read why, and goes on behind it', async () => {
    const wrong = batchOf(['flipped']);
    wrong[wrong.length - 3] = (wrong[wrong.length - 3] as number) ^ 1;
    const old = batchOf(['old'], { base: 1 });
    old.writeInt8(1, place.magic);
    const miscounted = batchOf(['a', 'b'], { base: 2 });
    miscounted.writeInt32BE(3, place.count);
    miscounted.writeUInt32BE(crc32c(miscounted.subarray(place.attributes)), place.crc);
    const mislength = batchOf(['a'], { base: 4 });
    mislength[place.records] = (mislength[place.records] as number) + 2;
    mislength.writeUInt32BE(crc32c(mislength.subarray(place.attributes)), place.crc);
    const set = Buffer.concat([wrong, old, miscounted, mislength, batchOf(['good'], { base: 5 })]);
    const steps = await readAll(new RecordSet(set, [], limit));
    expect(steps.map(({ values, next, unreadable }) => [values, next, unreadable !== undefined])).toEqual([
      [[], 1, true], [[], 2, true], [[], 4, true], [[], 5, true], [['good'], 6, false],
    ]);
    expect(steps.map(({ unreadable = '' }) => unreadable)).toEqual([
      expect.stringMatching(/checksum/), expect.stringMatching(/format 1/), expect.stringMatching(/short/), expect.stringMatching(/length|longer|short/), '',
    ]);
  });
});
