/** The object store in a bucket of S3 or of a server that speaks it. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { systemClock } from '@streamforge/determinism/clock';
import { segmentsOf } from './object-key.ts';
import type { ObjectInfo, ObjectStore } from './port.ts';
import { askBucket, ensureBucket } from './s3/bucket.ts';
import { tryPutInParts, tryWholePut } from './s3/conditions.ts';
import type { Patience } from './s3/connection.ts';
import { connectionOf } from './s3/connection.ts';
import { isRefusal } from './s3/failure.ts';
import { listObjects } from './s3/listing.ts';
import { nameOf } from './s3/object-name.ts';
import { s3SettingsOf } from './s3/settings.ts';
import type { Spooled } from './s3/spool.ts';
import { spool } from './s3/spool.ts';
import { storedUnder } from './s3/stored.ts';
import { putFree, singleBytes } from './s3/upload.ts';
import { verifiedBody } from './s3/verified-body.ts';

export interface S3ObjectStoreOptions {
  /** `s3://key:secret@host:port/bucket?region=name`, or `s3+tls://`. The bucket is made where it is missing. */
  readonly endpoint: Endpoint;
  /** Waits between attempts. */
  readonly clock?: Clock;
  /** How long calls may take; tests shorten it. */
  readonly patience?: Patience;
}

const usualPatience: Patience = { idleMs: 10_000, attempts: 5, baseMs: 200 };
/** With what a process needs to start, whoever starts it is told within ten seconds. */
const openingMs = 6_500;
const openingPatience: Patience = { idleMs: 2_800, attempts: 2, baseMs: 200 };
/** How often a put begins again because what was in its way is gone. */
const beginnings = 4;

/**
 * Opens the store: makes the bucket where it is missing, and tries out that the server overwrites nothing. Rejects within ten seconds with
 * `BACKEND_UNREACHABLE`, `BACKEND_UNTRUSTED`, `BACKEND_CREDENTIALS`, `BACKEND_FORBIDDEN` or `BACKEND_MISMATCH`, or with `CONFIG_INVALID`.
 */
export const openS3ObjectStore = async ({ endpoint, clock = systemClock, patience = usualPatience }: S3ObjectStoreOptions): Promise<ObjectStore> => {
  const settings = s3SettingsOf(endpoint);
  const opening = connectionOf({
    settings, clock, opening: true, signal: AbortSignal.timeout(openingMs),
    patience: { ...openingPatience, idleMs: Math.min(openingPatience.idleMs, patience.idleMs) },
  });
  try {
    await ensureBucket(opening);
    await tryWholePut(opening);
  } catch (error) {
    throw opening.named(error);
  } finally {
    opening.close();
  }
  const connection = connectionOf({ settings, clock, patience, opening: false });
  let inPartsTried: Promise<void> | undefined;
  /** Before the first body that goes in parts. */
  const tryInPartsOnce = async (): Promise<void> => {
    inPartsTried ??= tryPutInParts(connection);
    try {
      await inPartsTried;
    } catch (error) {
      inPartsTried = undefined;
      throw error;
    }
  };
  const naming = async <Result>(key: string | undefined, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw connection.named(error, key);
    }
  };

  /** Puts, and when the name turns out to be taken (by another, or by ourselves before a reply was lost), looks what is there. */
  const putOnce = async (key: string, body: Spooled): Promise<ObjectInfo> => {
    const { bytes, sha256 } = body;
    const large = bytes > singleBytes;
    let there = large ? await storedUnder(connection, key) : undefined;
    for (let beginning = 1; there === undefined; beginning += 1) {
      try {
        if (large) await tryInPartsOnce();
        await putFree(connection, nameOf(key), body);
        there = { key, bytes, sha256 };
      } catch (error) {
        // NoSuchUpload: the parts were already put together, and the answer was lost.
        if (!isRefusal(error, 412, 'NoSuchUpload')) throw error;
        there = await storedUnder(connection, key);
        if (there === undefined && beginning >= beginnings) throw new RetryableError('STORE_UNAVAILABLE', 'It was put and removed again and again.', { key });
      }
    }
    if (there.sha256 !== sha256) throw new StreamForgeError('ID_CONFLICT', 'Objects are written once.', { key });
    return there;
  };

  return {
    put: async (key, body) => {
      segmentsOf(key);
      const spooled = await spool(body, singleBytes);
      try {
        return await naming(key, () => putOnce(key, spooled));
      } finally {
        await spooled.dispose();
      }
    },
    get: async (key) => {
      segmentsOf(key);
      const info = await naming(key, () => storedUnder(connection, key));
      return info && verifiedBody(connection, info);
    },
    head: async (key) => {
      segmentsOf(key);
      return await naming(key, () => storedUnder(connection, key));
    },
    list: (prefix) => listObjects(connection, prefix),
    remove: async (key) => {
      segmentsOf(key);
      await naming(key, async () => {
        try {
          await connection.ask({ method: 'DELETE', name: nameOf(key) });
        } catch (error) {
          if (!isRefusal(error, 'NoSuchKey')) throw error;
        }
      });
    },
    ping: () => naming(undefined, () => askBucket(connection)),
    close: async () => connection.close(),
  };
};
