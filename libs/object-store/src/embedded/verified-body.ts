import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { isSystemError, namedError } from './directory-error.ts';

const chunkBytes = 262_144;

/**
 * Streams a file and fails with OBJECT_CORRUPT at its end when it is not the bytes its sha256 names. The file is opened when the first
 * chunk is asked for and closed when the reader stops, so that a body nobody reads holds nothing.
 */
export const verifiedBody = async function* (path: string, key: string, sha256: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const hash = createHash('sha256');
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(chunkBytes));
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== sha256) throw new StreamForgeError('OBJECT_CORRUPT', '', { key });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) {
      throw new StreamForgeError('NOT_FOUND', 'It was removed while it was read.', { key }, { cause: error });
    }
    throw namedError(error, path);
  } finally {
    await handle?.close();
  }
};
