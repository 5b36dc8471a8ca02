/** Stands before a Postgres and speaks TLS for it, with the certificate that a test wants to be seen. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface Shown {
  readonly cert: string;
  readonly key: string;
}

/** Answers the request for TLS with yes, then forwards what it deciphers. */
export const startTlsFront = async (server: { readonly host: string; readonly port: number }, { cert, key }: Shown): Promise<TlsFront> => {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const front = createServer((client) => {
    kept(client).once('data', () => {
      client.write('S');
      const plain = new TLSSocket(client, { isServer: true, cert, key });
      plain.on('error', () => client.destroy());
      const upstream = kept(connect(server));
      plain.pipe(upstream).pipe(plain);
    });
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    port: (front.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      front.close();
      await once(front, 'close');
    },
  };
};
