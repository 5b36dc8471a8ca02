import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codec, decompress } from '../src/kafka/codecs/decompress.ts';

const limit = 1_000_000;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const u32 = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];

/** A raw snappy block: 'abcd', then it again by one- and two-byte offsets, overlapping. */
const block = bytes([20], [3 << 2], 'abcd', [1 | (4 << 2), 4], [2 | (7 << 2), 4, 0]);
const framed = (...blocks: readonly Buffer[]): Buffer => bytes(
  [0x82], 'SNAPPY', [0, 0, 0, 0, 1, 0, 0, 0, 1], ...blocks.flatMap((each) => [[0, 0, 0, each.length], [...each]]),
);
const lz4Block = bytes([0x44], 'abcd', [4, 0], [0x20], 'xy');
const lz4 = (flags: number, head: readonly number[], ...rest: readonly (string | readonly number[])[]): Buffer =>
  bytes(u32(0x184d2204), [flags, 0x40, ...head, 0], ...rest);

describe('compressed batches', () => {
  it.each([['small', 'x'], ['large', Buffer.from(Array.from({ length: 60_000 }, (_, index) => (index * 7_919) % 251)).toString('latin1')]])('are opened: %s ones', async (_, value) => {
    expect(text(await decompress(codec.none, Buffer.from(value), limit))).toBe(value);
    expect(text(await decompress(codec.gzip, gzipSync(value), limit))).toBe(value);
    expect(text(await decompress(codec.zstd, zstdCompressSync(value), limit))).toBe(value);
  });

  it('of snappy are raw blocks, or blocks in Java’s frames', async () => {
    expect(text(await decompress(codec.snappy, block, limit))).toBe('abcd'.repeat(5));
    expect(text(await decompress(codec.snappy, framed(block, block), limit))).toBe('abcd'.repeat(10));
    const long = 'l'.repeat(300);
    expect(text(await decompress(codec.snappy, bytes([0xac, 2], [61 << 2, 43, 1], long), limit))).toBe(long);
    expect(text(await decompress(codec.snappy, bytes([8], [3 << 2], 'abcd', [3 | (3 << 2), 4, 0, 0, 0]), limit))).toBe('abcdabcd');
  });

  it('of LZ4 are frames with or without sizes and checksums', async () => {
    const whole = 'abcd'.repeat(3) + 'xy';
    expect(text(await decompress(codec.lz4, lz4(0x60, [], u32(lz4Block.length), [...lz4Block], u32(0)), limit))).toBe(whole);
    expect(text(await decompress(codec.lz4, lz4(0x7c, u32(14).concat(u32(0)), u32(lz4Block.length), [...lz4Block], u32(7), u32(0), u32(9)), limit))).toBe(whole);
    expect(text(await decompress(codec.lz4, lz4(0x60, [], u32(0x80000003), 'raw', u32(0)), limit))).toBe('raw');
    const long = bytes([0xf0, 255, 30], 'y'.repeat(300));
    expect(text(await decompress(codec.lz4, lz4(0x60, [], u32(long.length), [...long], u32(0)), limit))).toBe('y'.repeat(300));
    const run = bytes([0x1f], 'z', [1, 0, 200]);
    expect(text(await decompress(codec.lz4, lz4(0x60, [], u32(run.length), [...run], u32(0)), limit))).toBe('z'.repeat(220));
  });

  it('that expand beyond the limit are refused', async () => {
    const bomb = Buffer.alloc(100_000);
    const bombs: readonly (readonly [number, Buffer])[] = [
      [codec.gzip, gzipSync(bomb)], [codec.zstd, zstdCompressSync(bomb)],
      [codec.gzip, gzipSync(Buffer.from(Array.from({ length: 90_000 }, (_, index) => (index * index) % 253)))],
      [codec.snappy, bytes([0xa0, 0x8d, 6], [0])], [codec.snappy, framed(block, bytes([0xa0, 0x8d, 6], [0]))],
      [codec.lz4, lz4(0x60, [], u32(260), [0x1f], 'z', [1, 0], [...Array.from({ length: 255 }, () => 255), 0], u32(0))],
    ];
    for (const [number, compressed] of bombs) await expect(decompress(number, compressed, 50_000)).rejects.toThrow(/than|larger/);
  });

  it('that are damaged are refused', async () => {
    const damaged: readonly (readonly [number, Buffer])[] = [
      [codec.gzip, Buffer.from('no gzip')], [codec.zstd, Buffer.from('no zstd')],
      [codec.snappy, bytes([255, 255, 255, 255, 255])], [codec.snappy, bytes([])], [codec.snappy, bytes([4], [3 << 2], 'ab')],
      [codec.snappy, bytes([9], [3 << 2], 'abcd')], [codec.snappy, bytes([8], [3 << 2], 'abcd', [1])], [codec.snappy, bytes([8], [3 << 2], 'abcd', [1, 9])],
      [codec.snappy, framed().subarray(0, 16).length === 16 ? bytes([...framed(block)].slice(0, -1)) : block],
      [codec.snappy, bytes([...framed()], [0, 0])],
      [codec.lz4, Buffer.from('no LZ4 frame')], [codec.lz4, lz4(0x20, [], u32(0))], [codec.lz4, lz4(0x61, [], u32(0))],
      [codec.lz4, lz4(0x60, [], u32(99), 'short')], [codec.lz4, lz4(0x60, [], [1, 0])],
      [codec.lz4, lz4(0x60, [], u32(3), [0x50], 'ab', u32(0))], [codec.lz4, lz4(0x60, [], u32(4), [0x10], 'a', [9, 0], u32(0))],
      [codec.lz4, lz4(0x60, [], u32(2), [0x10], 'a', u32(0)).subarray(0, -4)], [codec.lz4, lz4(0x60, [], u32(3), [0x10], 'a', [1], u32(0))],
      [7, Buffer.from('there is no such codec')],
    ];
    for (const [number, compressed] of damaged) await expect(decompress(number, compressed, limit)).rejects.toBeInstanceOf(Error);
  });
});
