/** Tries out whether a server keeps to `If-None-Match: *`: one that looks past it would overwrite what may never change. */
import { RetryableError } from '@streamforge/contracts/errors';
import type { Connection } from './connection.ts';
import { isRefusal } from './failure.ts';
import { trialName } from './object-name.ts';
import { spool } from './spool.ts';
import { putFree, putInParts } from './upload.ts';

type Put = typeof putFree;

const isRefused = async (connection: Connection, put: Put): Promise<boolean> => {
  try {
    await put(connection, trialName, await spool(Buffer.from('trial'), 1_024));
    return false;
  } catch (error) {
    if (isRefusal(error, 412)) return true;
    throw error;
  }
};

const mustRefuse = async (connection: Connection, put: Put, how: string): Promise<void> => {
  // The very first one may find the name free; the second can't.
  if (await isRefused(connection, put) || await isRefused(connection, put)) return;
  const detail = `S3 at ${connection.at} overwrites objects although If-None-Match forbids it (${how}): a newer release or another server is needed.`;
  throw new RetryableError('BACKEND_MISMATCH', detail);
};

/** Rejects with `BACKEND_MISMATCH` when a put in one request overwrites what is there. */
export const tryWholePut = (connection: Connection): Promise<void> => mustRefuse(connection, putFree, 'PutObject');

/** The same for a put in parts. */
export const tryPutInParts = (connection: Connection): Promise<void> => mustRefuse(connection, putInParts, 'CompleteMultipartUpload');
