/** Addresses at which no server of ours is: nobody, somebody who is silent, a host that drops every packet, a web server. */
import { once } from 'node:events';
import { createServer as createWebServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { freePort } from '@streamforge/testing/free-port';

export interface WrongDoors {
  /** Nothing listens there. */
  readonly closed: string;
  /** Takes connections and never says a word. */
  readonly silent: string;
  /** Takes no connections and refuses none, as behind a firewall that drops packets. */
  readonly dropping: string;
  /** A web server that answers every request with a page. */
  readonly web: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const queue = 1;

/** Listens, and then stands still for ever: its thread never takes a connection. */
const standing = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer().listen({ port: 0, host: '${host}', backlog: ${queue} }, () => {
  parentPort.postMessage(server.address().port);
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
});`;

/** Once the queue of a listener that takes nobody is full, the kernel drops what else asks. */
const droppingAddress = async (): Promise<{ readonly address: string; close(): Promise<void> }> => {
  const worker = new Worker(standing, { eval: true });
  const [port] = await once(worker, 'message') as [number];
  await new Promise((resolve) => setTimeout(resolve, 200));
  const waiting: Socket[] = [];
  for (let more = true; more;) {
    const socket = connect({ host, port });
    socket.on('error', () => undefined);
    waiting.push(socket);
    more = await Promise.race([once(socket, 'connect').then(() => true), new Promise<false>((resolve) => setTimeout(() => resolve(false), 300))]);
  }
  return {
    address: `${host}:${port}`,
    close: async () => {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
};

/** Opens all of them. */
export const openWrongDoors = async (): Promise<WrongDoors> => {
  const held = new Set<Socket>();
  const silent = createServer((socket) => {
    held.add(socket);
    socket.on('error', () => undefined).resume();
  }).listen(0, host);
  const web = createWebServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>It works</h1>')).listen(0, host);
  await Promise.all([once(silent, 'listening'), once(web, 'listening')]);
  const dropping = await droppingAddress();
  const at = (server: { address(): AddressInfo | string | null }): string => `${host}:${(server.address() as AddressInfo).port}`;
  return {
    closed: `${host}:${await freePort()}`, silent: at(silent), dropping: dropping.address, web: at(web),
    close: async () => {
      for (const socket of held) socket.destroy();
      silent.close();
      web.closeAllConnections();
      web.close();
      await dropping.close();
    },
  };
};
