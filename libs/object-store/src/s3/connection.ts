import type { IncomingMessage } from 'node:http';
import type { Clock } from '@streamforge/determinism/clock';
import { TerminalError } from '@streamforge/contracts/errors';
import { Client } from 'minio';
import { isTransient, namedFailure } from './failure.ts';
import { refusalInside } from './refusal.ts';
import type { S3Settings } from './settings.ts';
import { agentOf, boundedTransport, textOf } from './transport.ts';

/** How long a call may take: each attempt may be silent for `idleMs`, and there are `attempts` of them, `baseMs` apart and doubling. */
export interface Patience {
  readonly idleMs: number;
  readonly attempts: number;
  readonly baseMs: number;
}

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** The object's name; the bucket itself when absent. */
  readonly name?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Requests to one bucket. All reject with our codes, or with a `Refusal` that `expected` names. */
export interface Connection {
  readonly settings: S3Settings;
  readonly patience: Patience;
  readonly at: string;
  /** Sends a request, again while the failure may pass, and reads the answer. */
  ask(request: Request): Promise<Answer>;
  /** The same for an answer that is streamed: only its beginning is waited for. */
  open(request: Request): Promise<IncomingMessage>;
  /** Does any work of the client under the same rules. */
  tried<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
  named(error: unknown, key?: string): Error;
  close(): void;
}

const clientOf = (settings: S3Settings, agent: ReturnType<typeof agentOf>, transport: ReturnType<typeof boundedTransport>): Client => {
  try {
    const client = new Client({
      endPoint: settings.host,
      port: settings.port,
      useSSL: settings.tls,
      accessKey: settings.accessKey,
      secretKey: settings.secretKey,
      region: settings.region,
      pathStyle: true,
      transport,
      transportAgent: agent,
      // Our own retries wait for every kind of failure, and say nothing on the console.
      retryOptions: { disableRetry: true },
    });
    // Signs what is sent, so that the server refuses a body that changed on its way, under TLS too.
    client.enableSHA256 = true;
    return client;
  } catch (error) {
    throw new TerminalError('CONFIG_INVALID', (error as Error).message, {}, { cause: error });
  }
};

export interface ConnectionOptions {
  readonly settings: S3Settings;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly opening: boolean;
  /** Ends every call, beside `close`. */
  readonly signal?: AbortSignal;
}

/** Connects to nothing yet: sockets are opened as requests need them. Throws `CONFIG_INVALID` for a host that is none. */
export const connectionOf = ({ settings, patience, clock, opening, signal }: ConnectionOptions): Connection => {
  const { bucket, region, host, port } = settings;
  const at = `${host}:${port}`;
  const closing = new AbortController();
  const ended = AbortSignal.any([closing.signal, ...signal === undefined ? [] : [signal]]);
  const agent = agentOf(settings);
  const client = clientOf(settings, agent, boundedTransport(settings.tls, { idleMs: patience.idleMs, signal: ended }));

  const tried: Connection['tried'] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(client);
      } catch (error) {
        if (!isTransient(error) || attempt >= patience.attempts || ended.aborted) throw error;
        await clock.sleep(patience.baseMs * 2 ** (attempt - 1), ended);
      }
    }
  };
  const send = async (from: Client, { method, name, query, headers, body }: Request): Promise<IncomingMessage> => await from.makeRequestAsync({
    method, bucketName: bucket, pathStyle: true,
    ...name !== undefined && { objectName: name },
    ...query !== undefined && { query },
    headers: { ...headers },
  }, body ?? '', [200, 204, 206], region);

  return {
    settings, patience, at, tried,
    ask: (request) => tried(async (from) => {
      const response = await send(from, request);
      const text = await textOf(response, patience.idleMs);
      const refusal = refusalInside(response, request.method === 'POST' ? text : '');
      if (refusal !== undefined) throw refusal;
      return { headers: response.headers, text };
    }),
    open: (request) => tried((from) => send(from, request)),
    named: (error, key) => namedFailure(error, { at, bucket, opening, key }),
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
};
