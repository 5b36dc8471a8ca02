/**
 * Takes Postgres connections over TLS and passes them on in the clear: the Postgres that can be downloaded was built without TLS. Clients
 * ask by an SSLRequest (PostgreSQL documentation, "Message Formats") and are answered `S`; connections that don't ask are refused.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { host } from './ports.ts';

const REQUEST_BYTES = 8;
const SSL_REQUEST_CODE = 80_877_103;

export interface PostgresTls {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback address with the PEM files of a server certificate. */
export const startPostgresTls = async (upstreamPort: number, certificate: { readonly cert: string; readonly key: string }): Promise<PostgresTls> => {
  const secureContext = createSecureContext({ cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) });
  const sockets = new Set<Socket>();
  const keep = (...pair: readonly [Socket, Socket]): void => {
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', () => pair.forEach((one) => one.destroy()));
      socket.once('close', () => {
        sockets.delete(socket);
        pair.forEach((one) => one.destroy());
      });
    }
  };
  const server = createServer((raw) => {
    raw.on('error', () => raw.destroy());
    raw.once('readable', () => {
      const request = raw.read(REQUEST_BYTES) as Buffer | null;
      if (request?.length !== REQUEST_BYTES || request.readUInt32BE(4) !== SSL_REQUEST_CODE) {
        raw.destroy();
        return;
      }
      raw.write('S');
      const secure = new TLSSocket(raw, { isServer: true, secureContext });
      const upstream = connect(upstreamPort, host);
      keep(secure, upstream);
      secure.pipe(upstream).pipe(secure);
    });
  }).listen(0, host);
  await once(server, 'listening');
  // A test that forgets it still ends.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
