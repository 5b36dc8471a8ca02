/**
 * A server of our own in place of a real one: HTTP or TLS on a free port of loopback, every request recorded, failing on purpose. What it
 * answers is up to its routes.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { faults, type Fault, type FaultRule, type SeenRequest } from './server-faults.ts';

export interface StrictAnswer {
  readonly status: number;
  /** Sent as JSON; text as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StrictServerOptions {
  /** With `ca`, a client needs a certificate that it signed. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string } | undefined;
  /** The path as routes and faults see it. */
  readonly pathOf: (pathname: string) => string;
  /** Does the work; never throws. */
  readonly work: (incoming: IncomingMessage, url: URL, body: Buffer) => StrictAnswer;
  /** The body that goes with a refusal on purpose. */
  readonly refusal: (status: number, errorNum: number, message: string) => unknown;
}

export interface StrictServer {
  /** `http://127.0.0.1:<port>`, or https. */
  readonly url: string;
  readonly port: number;
  /** Every request so far. */
  readonly requests: readonly SeenRequest[];
  fail(rule: FaultRule): void;
  close(): Promise<void>;
}

const bodyOf = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const json = 'application/json; charset=utf-8';

const send = (response: ServerResponse, { status, body, headers = {} }: StrictAnswer): void => {
  const text = typeof body === 'string';
  response.writeHead(status, { 'content-type': text ? 'text/plain; charset=utf-8' : json, ...headers }).end(text ? body : JSON.stringify(body));
};

export const startStrictServer = async ({ tls, pathOf, work, refusal }: StrictServerOptions): Promise<StrictServer> => {
  const requests: SeenRequest[] = [];
  const rules = faults();

  const befall = async (fault: Fault, incoming: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void> => {
    switch (fault.kind) {
      case 'refuse':
        send(response, { status: fault.status, body: refusal(fault.status, fault.errorNum ?? 0, fault.message ?? 'on purpose') });
        return;
      case 'garbage':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>a proxy</h1>');
        return;
      case 'answer':
        send(response, fault);
        return;
      case 'reset':
        incoming.socket.resetAndDestroy();
        return;
      case 'drop reply':
        work(incoming, url, body);
        incoming.socket.resetAndDestroy();
        return;
      case 'silence':
        return;
      case 'stall': {
        const { status, body: answer } = work(incoming, url, body);
        response.writeHead(status, { 'content-type': json }).write(JSON.stringify(answer).slice(0, 5));
        return;
      }
      case 'after': {
        await fault.first();
        send(response, work(incoming, url, body));
      }
    }
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://server');
    const body = await bodyOf(incoming);
    const seen = { method: incoming.method ?? '', path: pathOf(url.pathname), query: url.search, body: body.toString() };
    requests.push(seen);
    const fault = rules.next(seen);
    if (fault === undefined) send(response, work(incoming, url, body));
    else await befall(fault, incoming, response, url, body);
  };

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  };
  const mutual = tls?.ca === undefined ? {} : { ca: tls.ca, requestCert: true, rejectUnauthorized: true };
  const server = tls === undefined ? createServer(listener) : createTlsServer({ key: tls.key, cert: tls.cert, ...mutual }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port, requests,
    fail: rules.add,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
