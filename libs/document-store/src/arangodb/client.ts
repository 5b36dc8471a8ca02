/** arangojs, with every request bounded and every failure named by our codes. */
import type { Clock } from '@streamforge/determinism/clock';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Phase } from '@streamforge/contracts/fetch-failure';
import { Database } from 'arangojs/databases';
import { boundAnswer } from './bounded-answer.ts';
import { arangoFailure } from './failure.ts';
import { placesOf, type ArangoSettings } from './settings.ts';

export interface ArangoClient {
  /** Where the server is, for messages. */
  readonly at: string;
  /** Milliseconds that a request may take: arangojs forgets its own setting for queries, which have to name it. */
  readonly timeoutMs: number;
  /** Runs something against the store's database, or `_system`'s, and names what goes wrong. */
  ask<Result>(phase: Phase, what: (database: Database) => Promise<Result>, database?: string): Promise<Result>;
  close(): void;
}

/** undici's options: it is asked for only where a certificate is given, since Node's own fetch takes none. */
const agentOptions = ({ endpoint, timeoutMs, pool }: ArangoSettings): object | undefined => {
  const { ca, cert, key } = endpoint;
  if (!endpoint.tls || (ca ?? cert ?? key) === undefined) return undefined;
  return { connections: pool, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { ca, cert, key, timeout: timeoutMs } };
};

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Connects when it is first asked. */
export const arangoClient = (settings: ArangoSettings, clock: Clock): ArangoClient => {
  const { endpoint, timeoutMs, pool, database } = settings;
  const at = placesOf(endpoint.hosts);
  const agent = agentOptions(settings);
  // Given as a header and not as arangojs' auth, which takes Latin letters only.
  const authorization = `Basic ${Buffer.from(`${endpoint.user ?? 'root'}:${endpoint.password ?? ''}`).toString('base64')}`;
  const root = new Database({
    url: endpoint.hosts.map(({ host, port }) => `${endpoint.tls ? 'https' : 'http'}://${hostInUrl(host)}:${port}`),
    databaseName: database,
    loadBalancingStrategy: 'ROUND_ROBIN',
    poolSize: pool,
    timeout: timeoutMs,
    fetchOptions: { headers: { authorization }, redirect: 'manual' },
    ...(agent !== undefined && { agentOptions: agent }),
    afterResponse: async (error, answer) => {
      if (error === null && answer !== undefined) await boundAnswer(answer, clock, timeoutMs);
    },
  });
  let closed = false;
  return {
    at, timeoutMs,
    ask: async (phase, what, name = database) => {
      if (closed) throw new RetryableError('STORE_UNAVAILABLE', 'The store is closed.');
      try {
        return await what(name === database ? root : root.database(name));
      } catch (error) {
        throw arangoFailure(error, at, phase);
      }
    },
    close: () => {
      closed = true;
      root.close();
    },
  };
};
