import type { FastifyInstance } from 'fastify';
import type { Stoppable } from './stoppables.ts';

/** Closes the listener: no new connections, what is under way is answered. Forced, connections are cut. */
export const httpStoppable = (http: FastifyInstance): Stoppable => {
  let closing: Promise<undefined> | undefined;
  return {
    name: 'HTTP',
    stop: async (force) => {
      closing ??= http.close();
      if (force) http.server.closeAllConnections();
      await closing;
    },
  };
};
