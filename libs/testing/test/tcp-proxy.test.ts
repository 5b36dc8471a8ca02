import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../src/tcp-proxy.ts';

/** What the server received, over all connections; it answers every piece with itself. */
let arrived: string;
let echo: Server;
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  arrived = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      arrived += chunk.toString('latin1');
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

interface Client {
  readonly socket: Socket;
  heard(): string;
  /** The error's code, or `closed`; undefined while it is open. */
  fate(): string | undefined;
}

const dial = async (): Promise<Client> => {
  const socket = connect(proxy.port, proxy.host);
  clients.push(socket);
  let heard = '';
  let fate: string | undefined;
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  socket.on('error', (error: NodeJS.ErrnoException) => (fate = error.code));
  socket.on('close', () => (fate ??= 'closed'));
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
  return { socket, heard: () => heard, fate: () => fate };
};

describe('a TCP proxy before a server', () => {
  it('passes everything both ways, large pieces and the end included', async () => {
    const client = await dial();
    const large = 'x'.repeat(5_000_000);
    client.socket.end(large);
    await expect.poll(() => client.heard().length).toBe(large.length);
    await expect.poll(client.fate).toBe('closed');
    expect(arrived).toBe(large);
    expect(proxy.received()).toBe(large.length);
    await expect.poll(proxy.connections).toBe(0);
  });

  it('puts its own address into the server’s URL', () => {
    const { port } = echo.address() as AddressInfo;
    expect(proxy.through(`postgres://u:p@127.0.0.1:${port}/db`)).toBe(`postgres://u:p@127.0.0.1:${proxy.port}/db`);
  });

  it('paused, accepts and answers nothing, and loses nothing', async () => {
    const before = await dial();
    proxy.pause();
    const during = await dial();
    before.socket.write('a');
    during.socket.write('b');
    await after(100);
    expect([arrived, before.fate(), during.fate()]).toEqual(['', undefined, undefined]);
    await proxy.heal();
    await expect.poll(before.heard).toBe('a');
    await expect.poll(during.heard).toBe('b');
  });

  it('refusing, resets what is open and refuses what comes', async () => {
    const open = await dial();
    await proxy.refuse();
    await expect.poll(open.fate).toBe('ECONNRESET');
    expect((await dial()).fate()).toBe('ECONNREFUSED');
    await proxy.heal();
    const later = await dial();
    later.socket.write('again');
    await expect.poll(later.heard).toBe('again');
  });

  it('cut, resets what is open and takes new connections', async () => {
    const open = await dial();
    proxy.cut();
    await expect.poll(open.fate).toBe('ECONNRESET');
    const next = await dial();
    next.socket.write('next');
    await expect.poll(next.heard).toBe('next');
  });

  it('delayed, keeps the order and comes late', async () => {
    const client = await dial();
    proxy.delay(60);
    const start = performance.now();
    for (const piece of ['a', 'b', 'c']) {
      client.socket.write(piece);
      await after(5);
    }
    await expect.poll(client.heard).toBe('abc');
    // Two ways of 60 ms: a lower bound that holds on any machine.
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  it('dropping replies, delivers the request and resets in place of the answer', async () => {
    const client = await dial();
    proxy.dropReplies();
    client.socket.write('written');
    await expect.poll(client.fate).toBe('ECONNRESET');
    expect([arrived, client.heard()]).toEqual(['written', '']);
    await proxy.heal();
    const next = await dial();
    next.socket.write('!');
    await expect.poll(next.heard).toBe('!');
  });

  it('dropping replies after some bytes, passes those first', async () => {
    const client = await dial();
    proxy.dropReplies(3);
    client.socket.write('abc');
    await expect.poll(client.heard).toBe('abc');
    client.socket.write('d');
    await expect.poll(client.fate).toBe('ECONNRESET');
    expect([arrived, client.heard()]).toEqual(['abcd', 'abc']);
  });

  it('resets a client whose server is gone', async () => {
    await proxy.close();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: 1 });
    const client = await dial();
    await expect.poll(client.fate).toBe('ECONNRESET');
  });
});
