import { hash } from 'node:crypto';

/** SHA-256 of text (as UTF-8) or bytes: 32 bytes. */
export const sha256 = (body: string | Uint8Array): Uint8Array => hash('sha256', body, 'buffer');
