import { sha256 } from './digest.ts';

/**
 * Id of an event that came without one: made of its key and the digest of its canonical body, so that the same event produced twice
 * has the same id. 128 bits, in hexadecimal, after `derived-`.
 */
export const derivedId = (key: string, digest: Uint8Array): string =>
  `derived-${Buffer.from(sha256(Buffer.concat([sha256(key), digest]))).toString('hex', 0, 16)}`;
