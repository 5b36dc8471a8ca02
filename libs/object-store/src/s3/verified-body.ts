import { createHash } from 'node:crypto';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { ObjectInfo } from '../port.ts';
import type { Connection } from './connection.ts';
import { isRefusal, isTransient } from './failure.ts';
import { nameOf } from './object-name.ts';
import { bytesOf } from './transport.ts';

/**
 * Streams an object and fails with OBJECT_CORRUPT at its end when it is not the bytes its sha256 names. It is asked for when the first
 * chunk is; when the connection breaks, the rest is asked for, as often in a row as the connection's patience allows.
 */
export const verifiedBody = async function* (connection: Connection, { key, bytes, sha256 }: ObjectInfo): AsyncGenerator<Uint8Array> {
  const { patience } = connection;
  const hash = createHash('sha256');
  let read = 0;
  let failures = 0;
  try {
    for (;;) {
      try {
        const headers = read === 0 ? {} : { range: `bytes=${read}-` };
        for await (const chunk of bytesOf(await connection.open({ method: 'GET', name: nameOf(key), headers }), patience.idleMs)) {
          hash.update(chunk);
          read += chunk.length;
          failures = 0;
          yield chunk;
        }
        break;
      } catch (error) {
        failures += 1;
        if (!isTransient(error) || failures >= patience.attempts) throw error;
      }
    }
  } catch (error) {
    if (isRefusal(error, 404)) throw new StreamForgeError('NOT_FOUND', 'It was removed while it was read.', { key }, { cause: error });
    throw connection.named(error, key);
  }
  if (read !== bytes || hash.digest('hex') !== sha256) throw new StreamForgeError('OBJECT_CORRUPT', '', { key });
};
