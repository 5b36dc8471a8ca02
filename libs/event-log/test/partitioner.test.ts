import { describe, expect, it } from 'vitest';
import { hashedKey, keyCache, murmur2, partitionOf } from '../src/partitioner.ts';

describe('the partition of a key', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka’s own tests say', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('is the positive hash modulo the number of partitions', () => {
    expect(partitionOf('abc', 12)).toBe(479470107 % 12);
    expect(partitionOf('foobar', 12)).toBe((-790332482 & 0x7fffffff) % 12);
    expect(partitionOf(Buffer.from('foobar'), 12)).toBe(partitionOf('foobar', 12));
  });

  it('is the same from the cache, however many keys there are', () => {
    const keyOf = keyCache();
    const keys = Array.from({ length: 25_000 }, (_, index) => `key-${index}`);
    const twice = [...keys, ...keys];
    expect(twice.map((key) => keyOf(key).hash)).toEqual(twice.map((key) => hashedKey(key).hash));
    expect(keyOf('x'.repeat(1_000)).hash).toBe(hashedKey('x'.repeat(1_000)).hash);
    expect(keyOf('é').bytes).toEqual(Buffer.from('é'));
  });
});
