import { createHash } from 'node:crypto';

/**
 * The UUID of a point, the same for the same collection, tenant and id: SHA-256 over each with its length before it, so that no two triples
 * run together, as a version 8 UUID (RFC 9562, section 5.8).
 */
export const pointId = (collection: string, tenant: string, id: string): string => {
  const hash = createHash('sha256');
  for (const text of [collection, tenant, id]) hash.update(`${Buffer.byteLength(text)}:`).update(text);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = 0x80 | (Number(bytes[6]) & 0x0f);
  bytes[8] = 0x80 | (Number(bytes[8]) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
