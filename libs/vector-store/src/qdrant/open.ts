/** The vector store in Qdrant: one collection of each kind, tenants kept apart by a filter that no caller can leave out. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { RetryableError } from '@streamforge/contracts/errors';
import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import type { VectorStore } from '../port.ts';
import { qdrantClient } from './client.ts';
import { qdrantCollections } from './collections.ts';
import { serverVersion } from './server-version.ts';
import { qdrantSettings } from './settings.ts';
import { qdrantStore } from './store.ts';

export interface QdrantVectorStoreOptions {
  /** `qdrant://:key@host:port`, or `qdrant+tls://`; see `settings.ts` for its parameters. */
  readonly endpoint: Endpoint;
  readonly clock?: Clock;
  /** Milliseconds until opening gives up. */
  readonly openWithinMs?: number;
}

/** Milliseconds that a server may be silent at first: with what a process needs to start, whoever starts it is told within ten seconds. */
const silentMs = 6_000;

/**
 * Opens the store, making the collections and indexes that are missing. Rejects within ten seconds with a RetryableError BACKEND_UNREACHABLE,
 * BACKEND_UNTRUSTED, BACKEND_CREDENTIALS, BACKEND_FORBIDDEN or BACKEND_MISMATCH, with TerminalError VECTOR_SHAPE, or at once with
 * CONFIG_INVALID.
 */
export const openQdrantVectorStore = async (
  { endpoint, clock = systemClock, openWithinMs = 9_500 }: QdrantVectorStoreOptions,
): Promise<VectorStore> => {
  const settings = qdrantSettings(endpoint);
  const qdrant = qdrantClient(settings);
  const collections = qdrantCollections(qdrant);
  const opened = new AbortController();
  let heard = false;
  const setUp = async (): Promise<void> => {
    await serverVersion(qdrant, 'opening');
    heard = true;
    for (const name of vectorCollectionNames) await collections.sizesOf(name, 'opening');
  };
  const done = setUp();
  const late = async (ms: number, isFine: () => boolean): Promise<void> => {
    await clock.sleep(ms, opened.signal);
    if (isFine()) return await done;
    throw new RetryableError('BACKEND_UNREACHABLE', `Qdrant at ${settings.at} did not answer within ${ms} ms.`);
  };
  try {
    await Promise.race([done, late(Math.min(silentMs, openWithinMs), () => heard), late(openWithinMs, () => false)]);
    return qdrantStore(qdrant, collections);
  } catch (error) {
    await qdrant.close();
    throw error;
  } finally {
    opened.abort();
    done.catch(() => undefined);
  }
};
