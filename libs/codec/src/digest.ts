import { hash } from 'node:crypto';

/**
 * SHA-256 of text (as UTF-8) or bytes, in lower-case hexadecimal: ids want it so, and a string is cheaper than 32 bytes with a memory
 * of their own.
 */
export const sha256 = (body: string | Uint8Array): string => hash('sha256', body, 'hex');
