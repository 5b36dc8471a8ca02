/** Which partition a key belongs to: the same as Kafka's default partitioner, so that embedded and cluster order alike. */

/**
 * MurmurHash2 of 32 bits with Kafka's seed, signed.
 * Source: Austin Appleby's MurmurHash2 as org.apache.kafka.common.utils.Utils#murmur2 applies it.
 */
export const murmur2 = (bytes: Uint8Array): number => {
  const m = 0x5bd1e995;
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const whole = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), m);
    word ^= word >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(word, m);
  }
  if (length > whole) {
    let rest = 0;
    for (let at = length - 1; at >= whole; at -= 1) rest = (rest << 8) | view.getUint8(at);
    hash = Math.imul(hash ^ rest, m);
  }
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
};

/** A key as the log writes it. */
export interface HashedKey {
  readonly bytes: Uint8Array;
  /** murmur2 without its sign: the partition is its remainder by the number of partitions. */
  readonly hash: number;
}

/** A key's bytes and hash. */
export const hashedKey = (key: string | Uint8Array): HashedKey => {
  const bytes = typeof key === 'string' ? Buffer.from(key) : key;
  return { bytes, hash: murmur2(bytes) & 0x7fffffff };
};

/** The partition of a key among so many, as Kafka's default partitioner decides. */
export const partitionOf = (key: string | Uint8Array, partitions: number): number => hashedKey(key).hash % partitions;

const cachedKeys = 20_000;
const cachedLength = 256;

/** Remembers the hashes of text keys: streams name the same few again and again. Bounded in number and length. */
export const keyCache = (): ((key: string | Uint8Array) => HashedKey) => {
  const known = new Map<string, HashedKey>();
  return (key) => {
    if (typeof key !== 'string' || key.length > cachedLength) return hashedKey(key);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    if (known.size >= cachedKeys) known.clear();
    const hashed = hashedKey(key);
    known.set(key, hashed);
    return hashed;
  };
};
