/** What carries the client's requests: it bounds each of them, and reads what a server refuses, which the client would drop. */
import http from 'node:http';
import https from 'node:https';
import type { ClientOptions } from 'minio';
import { refusalOf } from './refusal.ts';
import type { S3Settings } from './settings.ts';

/** No byte came or went for too long. */
export class Silence extends Error {
  override readonly name = 'Silence';

  constructor(ms: number) {
    super(`nothing was heard for ${ms / 1_000} seconds`);
  }
}

type Transport = NonNullable<ClientOptions['transport']>;

export interface TransportOptions {
  /** A request fails when no byte came or went for so many milliseconds. */
  readonly idleMs: number;
  /** Ends every request. */
  readonly signal: AbortSignal;
}

/** Connections at once to one server. */
const sockets = 32;

export const agentOf = ({ tls, ca, cert, key }: S3Settings): http.Agent => {
  const kept = { keepAlive: true, maxSockets: sockets };
  return tls ? new https.Agent({ ...kept, ca, cert, key }) : new http.Agent(kept);
};

/** A transport of the client. A request rejects with `Refusal`, `Silence` or the error of its connection; a 2xx is handed on. */
export const boundedTransport = (tls: boolean, { idleMs, signal }: TransportOptions): Transport => {
  const request = (options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest => {
    const sent = (tls ? https : http).request({ ...options, timeout: idleMs, signal }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) {
        // From here on the reader bounds each of its reads: a reader that takes its time is not a silent server.
        sent.setTimeout(0);
        onResponse(response);
        return;
      }
      refusalOf(response).then((refusal) => sent.emit('error', refusal), (error: unknown) => sent.emit('error', error));
    });
    sent.on('timeout', () => sent.destroy(new Silence(idleMs)));
    return sent;
  };
  return { request } as Transport;
};

/** The bytes of an answer. Rejects with `Silence` when the server stops in the middle; ends the connection when the reader leaves. */
export const bytesOf = async function* (response: http.IncomingMessage, idleMs: number): AsyncGenerator<Uint8Array> {
  const chunks = (response as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => response.destroy(new Silence(idleMs)), idleMs);
      let next: IteratorResult<Uint8Array>;
      try {
        next = await chunks.next();
      } finally {
        clearTimeout(timer);
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
};

/** The text of an answer. */
export const textOf = async (response: http.IncomingMessage, idleMs: number): Promise<string> =>
  Buffer.concat(await Array.fromAsync(bytesOf(response, idleMs))).toString();
