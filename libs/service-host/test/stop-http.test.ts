import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { httpStoppable } from '../src/lifecycle/stop-http.ts';

const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

const open = async (http: FastifyInstance): Promise<Socket> => {
  const socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n';

const listening = async (answer: () => Promise<string>): Promise<FastifyInstance> => {
  const http = fastify({ return503OnClosing: false });
  http.get('/', answer);
  await http.listen({ port: 0, host: '127.0.0.1' });
  return http;
};

describe('closing the HTTP side', () => {
  it('does not wait for a connection that nobody ever used', async () => {
    const http = await listening(() => Promise.resolve('ok'));
    const { stop } = httpStoppable(http);
    await open(http);
    await expect(stop(false)).resolves.toBeUndefined();
  });

  it('answers what was asked, and does not wait for its connection to be used again', async () => {
    const gate = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    const http = await listening(() => {
      asked.resolve();
      return gate.promise;
    });
    const { stop } = httpStoppable(http);
    const socket = await open(http);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.write(REQUEST);
    await asked.promise;
    const stopped = stop(false);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(answer).toBe('');
    gate.resolve('the answer');
    await stopped;
    await once(socket, 'close');
    expect(answer).toContain('the answer');
  });

  it('cuts off a request that is never answered when it is forced', async () => {
    const asked = Promise.withResolvers<void>();
    const http = await listening(() => {
      asked.resolve();
      return new Promise(() => undefined);
    });
    const { stop } = httpStoppable(http);
    const socket = await open(http);
    socket.write(REQUEST);
    await asked.promise;
    const graceful = stop(false);
    await stop(true);
    await expect(graceful).resolves.toBeUndefined();
  });
});
