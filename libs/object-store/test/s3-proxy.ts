/** Stands between the adapter and a real S3 server: sees every request, and gets in the way of those a test names. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseEndpoint } from '@streamforge/contracts/endpoint';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: number;
}

/** What becomes of a request: `drop` lets the server do it and loses the answer; `cut` loses an answer after its first bytes. */
export type Fault = 'slow-down' | 'refuse' | 'silence' | 'drop' | 'cut' | undefined;

export interface S3Proxy {
  /** The endpoint's URL through the proxy. */
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Asked before each request; the last one that was set counts. */
  disturb(fault: (seen: Seen) => Fault | Promise<Fault>): void;
  close(): Promise<void>;
}

const answered = async (response: http.IncomingMessage): Promise<Buffer> => Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>));

const forward = async (to: { readonly host: string; readonly port: number }, request: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> => {
  const { method, url: path, headers } = request;
  const sent = http.request({ ...to, method, path, headers });
  sent.end(body);
  const [response] = await once(sent, 'response') as [http.IncomingMessage];
  return response;
};

const refusals = {
  'slow-down': [503, '<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>'],
  refuse: [403, '<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>'],
} as const;

/** Starts a proxy on loopback, with TLS when it is given a certificate. */
export const s3Proxy = async (url: string, tls?: { readonly cert: string; readonly key: string }): Promise<S3Proxy> => {
  const { hosts, path: bucket, user = '', password = '' } = parseEndpoint({ url }, { scheme: 's3', defaultPort: 9000 });
  const to = hosts[0] ?? { host: '', port: 0 };
  const seen: Seen[] = [];
  let fault: (seen: Seen) => Fault | Promise<Fault> = () => undefined;
  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const body = await answered(request);
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, bytes: body.length };
    seen.push(one);
    const chosen = await fault(one);
    if (chosen === 'silence') return;
    if (chosen === 'slow-down' || chosen === 'refuse') {
      const [status, text] = refusals[chosen];
      response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
      return;
    }
    const answer = await forward(to, request, body);
    if (chosen === 'drop') {
      await answered(answer);
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    const text = await answered(answer);
    if (chosen === 'cut') response.write(text.subarray(0, text.length / 2), () => setTimeout(() => response.destroy(), 20));
    else response.end(text);
  };
  const listener: http.RequestListener = (request, response) => void handle(request, response).catch(() => response.destroy());
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `s3${tls === undefined ? '' : '+tls'}://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${bucket}`,
    seen,
    disturb: (next) => { fault = next; },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
