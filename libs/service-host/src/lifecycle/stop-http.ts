import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Stoppable } from './stoppables.ts';

/** Milliseconds between two looks for connections that have nothing more to say. */
const LOOK_EVERY_MS = 20;

/**
 * Closes the listener: no new connections, what is under way is answered. Node closes the connections that are idle at that moment; one
 * whose answer was still under way, and one on which nothing was ever sent, would keep the stop waiting for all of its grace, so they
 * are closed as soon as they are idle. Forced, connections are cut.
 */
export const httpStoppable = (http: FastifyInstance): Stoppable => {
  const connections = new Set<Socket>();
  http.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const closeIdle = (): void => {
    http.server.closeIdleConnections();
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  };
  const close = async (): Promise<void> => {
    const looking = setInterval(closeIdle, LOOK_EVERY_MS);
    try {
      await http.close();
    } finally {
      clearInterval(looking);
    }
  };
  let closing: Promise<void> | undefined;
  return {
    name: 'HTTP',
    stop: async (force) => {
      closing ??= close();
      if (force) http.server.closeAllConnections();
      await closing;
    },
  };
};
