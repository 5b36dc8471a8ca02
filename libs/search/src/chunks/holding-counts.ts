/** How many chunks hold each term, by the term's index. */
export type HoldingCounts = ReadonlyMap<number, number>;

/** Stands among terms for all the chunks there are; no term has an index below 0. */
export const EVERY_CHUNK = -1;

/** Counts in how many of these chunks each term stands, and the chunks themselves. */
export const holdingCounts = (chunks: readonly { readonly indices: Uint32Array }[]): HoldingCounts => {
  const counts = new Map<number, number>();
  if (chunks.length > 0) counts.set(EVERY_CHUNK, chunks.length);
  for (const { indices } of chunks) {
    for (const index of indices) counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return counts;
};

/** Index and count of each term, 32 bits each, little-endian, by index; `EVERY_CHUNK` is left out. */
export const packedCounts = (counts: HoldingCounts): Uint8Array => {
  const terms = [...counts].filter(([index]) => index !== EVERY_CHUNK).toSorted(([a], [b]) => a - b);
  const bytes = Buffer.alloc(8 * terms.length);
  for (const [at, [index, count]] of terms.entries()) bytes.writeUInt32LE(count, bytes.writeUInt32LE(index, 8 * at));
  return bytes;
};

/** Reads what `packedCounts` wrote. */
export const unpackedCounts = (chunks: number, packed: Uint8Array): HoldingCounts => {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const counts = new Map<number, number>();
  if (chunks > 0) counts.set(EVERY_CHUNK, chunks);
  for (let at = 0; at < bytes.length; at += 8) counts.set(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
  return counts;
};

/** Adds `times` these counts to `sums`; what comes to nothing is left out. */
export const addCounts = (sums: Map<number, number>, counts: HoldingCounts, times: 1 | -1): void => {
  for (const [index, count] of counts) {
    const sum = (sums.get(index) ?? 0) + times * count;
    if (sum === 0) sums.delete(index);
    else sums.set(index, sum);
  }
};
