/** A platform that runs in another process, reached over its HTTP port. */
import { Readable } from 'node:stream';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Platform } from './platform.ts';

/** No request of the command line waits longer than this for its answer. */
const TIMEOUT_MS = 60_000;

/** Where a platform answers, and what opens it. */
export interface Reachable {
  readonly address: string;
  readonly token: string;
}

/** A platform that runs elsewhere, reached over HTTP. Rejects with `NOT_RUNNING` where nothing answers. */
export const overHttp = ({ address, token }: Reachable): Platform => {
  const headersFor = (contentType: string | undefined): Record<string, string> => ({
    ...token !== '' && { authorization: `Bearer ${token}` },
    ...contentType !== undefined && { 'content-type': contentType },
  });
  const unanswered = (error: unknown): RetryableError => new RetryableError('NOT_RUNNING', `Nothing answers at ${address}.`, {}, { cause: error });
  return {
    reached: 'running',
    address,
    request: async (method, path, body, contentType) => {
      try {
        const response = await fetch(`${address}${path}`, {
          method,
          headers: headersFor(contentType),
          ...(body === undefined ? {} : { body }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        return { status: response.status, body: await response.text() };
      } catch (error) {
        throw unanswered(error);
      }
    },
    download: async (path) => {
      try {
        const response = await fetch(`${address}${path}`, { headers: headersFor(undefined), signal: AbortSignal.timeout(TIMEOUT_MS) });
        return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
      } catch (error) {
        throw unanswered(error);
      }
    },
    stream: async (path, body, signal) => {
      try {
        const { status, body: chunks } = await fetch(`${address}${path}`, { method: 'POST', headers: headersFor('application/json'), body, signal });
        return { status, chunks: chunks ?? Readable.from([]) };
      } catch (error) {
        signal.throwIfAborted();
        throw unanswered(error);
      }
    },
    close: async () => undefined,
  };
};
