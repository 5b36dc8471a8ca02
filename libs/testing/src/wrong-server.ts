/** A server of another kind than who asks it expects. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

export interface WrongServer {
  readonly port: number;
  close(): void;
}

/** `http`: JSON that means nothing. `noise`: another protocol. `nothing`: it accepts and is silent. */
export const wrongServer = async (answers: 'http' | 'noise' | 'nothing'): Promise<WrongServer> => {
  const server = answers === 'http'
    ? createHttpServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}'))
    : createServer((socket) => {
      socket.on('error', () => undefined);
      if (answers === 'noise') socket.end('SSH-2.0-OpenSSH_9.9\r\n');
    });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    },
  };
};
