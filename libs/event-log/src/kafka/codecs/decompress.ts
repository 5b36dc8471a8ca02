/** Opens the records of a batch, whatever its producer compressed them with, up to a limit: what expands beyond it is refused. */
import { promisify } from 'node:util';
import { gunzip, gunzipSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { unlz4 } from './lz4.ts';
import { unsnappy } from './snappy.ts';

/** Numbers of the codecs in a batch's attributes. */
export const codec = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** Larger ones are worked on beside the event loop. */
const inlineBytes = 16_384;

const gunzipLater = promisify(gunzip);
const zstdLater = promisify(zstdDecompress);

/** Rejects when the bytes are damaged, expand to more than `limit` bytes, or when there is no such codec. */
export const decompress = async (compression: number, bytes: Uint8Array, limit: number): Promise<Uint8Array> => {
  const options = { maxOutputLength: limit };
  switch (compression) {
    case codec.none: return bytes;
    case codec.gzip: return bytes.length <= inlineBytes ? gunzipSync(bytes, options) : await gunzipLater(bytes, options);
    case codec.snappy: return unsnappy(bytes, limit);
    case codec.lz4: return unlz4(bytes, limit);
    case codec.zstd: return bytes.length <= inlineBytes ? zstdDecompressSync(bytes, options) : await zstdLater(bytes, options);
    default: throw new RangeError(`There is no codec ${compression}.`);
  }
};
