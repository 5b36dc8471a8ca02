import { RetryableError } from '@streamforge/contracts/errors';
import type { ObjectInfo } from '../port.ts';
import { askBucket } from './bucket.ts';
import type { Connection } from './connection.ts';
import { isRefusal } from './failure.ts';
import { nameOf } from './object-name.ts';
import { sha256Header } from './upload.ts';

const hex = /^[0-9a-f]{64}$/;

/** What is stored under a key; undefined when nothing is. HEAD does not say whether the key or the whole bucket is missing, so that is asked. */
export const storedUnder = async (connection: Connection, key: string): Promise<ObjectInfo | undefined> => {
  try {
    const { headers } = await connection.ask({ method: 'HEAD', name: nameOf(key) });
    const sha256 = headers[sha256Header];
    if (typeof sha256 === 'string' && hex.test(sha256)) return { key, bytes: Number(headers['content-length']), sha256 };
    throw new RetryableError('BACKEND_MISMATCH', `An object in the bucket ${connection.settings.bucket} was put there by something else.`, { key });
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    await askBucket(connection);
    return undefined;
  }
};
