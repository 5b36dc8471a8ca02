/**
 * The version of a window: the sum of the versions of all bars that it rests on, read as whole numbers. It grows whenever one of them grows and
 * when the bar after it comes, whatever the order, so the greatest one is that of the newest bars.
 */
import { VERSION_BYTES } from '@streamforge/codec/version';

/** One byte more than a bar's version has: the sum of 256 of them fits. */
const WINDOW_VERSION_BYTES = VERSION_BYTES + 1;

export const versionNumber = (version: Uint8Array): bigint => BigInt(`0x${Buffer.from(version.buffer, version.byteOffset, version.byteLength).toString('hex')}`);

export const windowVersion = (sum: bigint): Uint8Array => Buffer.from(sum.toString(16).padStart(2 * WINDOW_VERSION_BYTES, '0'), 'hex');
