/** The document store in ArangoDB: collections, a named graph, and writes that compare versions by revision. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { RetryableError } from '@streamforge/contracts/errors';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import type { DocumentStore } from '../port.ts';
import { arangoClient } from './client.ts';
import { arangoSettings } from './settings.ts';
import { setUp } from './set-up.ts';
import { arangoStore } from './store.ts';

export interface ArangoDocumentStoreOptions {
  /** `arangodb://user:password@host:port[,host:port…]/database`, or `arangodb+tls://`; see `settings.ts` for its parameters. */
  readonly endpoint: Endpoint;
  readonly clock?: Clock;
  /** Milliseconds until opening gives up. */
  readonly openWithinMs?: number;
}

/** Milliseconds that a server may be silent at first: with what a process needs to start, whoever starts it is told within ten seconds. */
const silentMs = 6_000;

/**
 * Opens the store, making the database, collections, indexes and graph that are missing. Rejects within ten seconds with a RetryableError
 * BACKEND_UNREACHABLE, BACKEND_UNTRUSTED, BACKEND_CREDENTIALS, BACKEND_FORBIDDEN or BACKEND_MISMATCH, or at once with CONFIG_INVALID.
 */
export const openArangoDocumentStore = async (
  { endpoint, clock = systemClock, openWithinMs = 9_500 }: ArangoDocumentStoreOptions,
): Promise<DocumentStore> => {
  const settings = arangoSettings(endpoint);
  const client = arangoClient(settings, clock);
  const opened = new AbortController();
  let heard = false;
  const done = setUp(client, settings, () => heard = true);
  const late = async (ms: number, isFine: () => boolean): Promise<void> => {
    await clock.sleep(ms, opened.signal);
    if (isFine()) return await done;
    throw new RetryableError('BACKEND_UNREACHABLE', `ArangoDB at ${client.at} did not answer within ${ms} ms.`);
  };
  try {
    await Promise.race([done, late(Math.min(silentMs, openWithinMs), () => heard), late(openWithinMs, () => false)]);
    return arangoStore(client, clock);
  } catch (error) {
    client.close();
    throw error;
  } finally {
    opened.abort();
    done.catch(() => undefined);
  }
};
