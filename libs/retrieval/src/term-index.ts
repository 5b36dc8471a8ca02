/**
 * A term’s place in a sparse vector: a 32-bit hash of its UTF-8 bytes. FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), its bits then
 * spread by the last step of MurmurHash3.
 *
 * Two terms may share an index. They are then one term for everything: counted together in a text and in how many texts hold it, so that the
 * figures stay consistent; a text with the one is found by the other. Of 100,000 terms about one pair does.
 */
const encoder = new TextEncoder();

export const termIndex = (term: string): number => {
  let hash = 0x811c_9dc5;
  for (const byte of encoder.encode(term)) hash = Math.imul(hash ^ byte, 0x0100_0193);
  hash = Math.imul(hash ^ hash >>> 16, 0x85eb_ca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2_ae35);
  return (hash ^ hash >>> 16) >>> 0;
};

/** How often each term stands among these, by index. */
export const countTerms = (terms: readonly string[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const term of terms) {
    const index = termIndex(term);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return counts;
};
