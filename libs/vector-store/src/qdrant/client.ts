/** Qdrant's own client, with every request bounded, no redirect followed and every failure named by our codes. */
import { QdrantClient } from '@qdrant/js-client-rest';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Phase } from '@streamforge/contracts/fetch-failure';
import { Agent } from 'undici';
import { qdrantFailure } from './failure.ts';
import type { QdrantSettings } from './settings.ts';

export type QdrantApi = ReturnType<QdrantClient['api']>;

/** What goes with each request beside what it asks. */
export type With = RequestInit;

/** An answer of the API; its `result` may be absent by type, and then it is none of Qdrant's. */
interface Answer<Result> {
  readonly data: { readonly result?: Result };
}

export interface Qdrant {
  readonly settings: QdrantSettings;
  /** Runs a request, answers its result and names what goes wrong. */
  ask<Result>(phase: Phase, what: (api: QdrantApi, init: With) => Promise<Answer<Result>>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Only where a certificate is given: the client's own agent takes none. Its `undici` is the client's version, since the fetch of Node 22 to 24
 * works with agents of version 7 only.
 */
const agentOf = ({ endpoint: { tls, ca, cert, key }, timeoutMs }: QdrantSettings): Agent | undefined => {
  if (!tls || (ca ?? cert ?? key) === undefined) return undefined;
  const own = { ...ca !== undefined && { ca }, ...cert !== undefined && { cert }, ...key !== undefined && { key } };
  return new Agent({ connect: { ...own, timeout: timeoutMs } });
};

export const qdrantClient = (settings: QdrantSettings): Qdrant => {
  const { url, apiKey, timeoutMs, at } = settings;
  const agent = agentOf(settings);
  // The key goes as a header: as an option the client warns on the console where TLS is left to the network.
  const headers = apiKey === undefined ? {} : { 'api-key': apiKey };
  const api = new QdrantClient({ url, timeout: timeoutMs, checkCompatibility: false, headers }).api();
  const init = { redirect: 'manual', ...agent !== undefined && { dispatcher: agent } } as object as With;
  let closed = false;
  return {
    settings,
    ask: async (phase, what) => {
      if (closed) throw new RetryableError('STORE_UNAVAILABLE', 'The store is closed.');
      let data;
      try {
        ({ data } = await what(api, init));
      } catch (error) {
        throw qdrantFailure(error, at, phase);
      }
      if (typeof data !== 'object' || data === null || data.result === undefined) {
        const code = phase === 'opening' ? 'BACKEND_MISMATCH' : 'STORE_UNAVAILABLE';
        throw new RetryableError(code, `What answers at ${at} does not answer as Qdrant does.`);
      }
      return data.result;
    },
    close: async () => {
      closed = true;
      await agent?.close();
    },
  };
};
