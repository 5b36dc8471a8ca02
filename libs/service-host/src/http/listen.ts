import { TerminalError } from '@streamforge/contracts/errors';
import type { FastifyInstance } from 'fastify';

/** Starts listening and returns the address, such as `http://127.0.0.1:8080`. Throws PORT_IN_USE when another program has the port. */
export const listen = async (http: FastifyInstance, host: string, port: number): Promise<string> => {
  try {
    return await http.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE') throw new TerminalError('PORT_IN_USE', `${host}:${port} is used by another program.`, {}, { cause: error });
    if (code === 'EACCES') {
      throw new TerminalError('CONFIG_INVALID', `Port ${port} may not be used by this user: choose one above 1023.`, {}, { cause: error });
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new TerminalError('CONFIG_INVALID', `STREAMFORGE_HTTP_HOST: ${host} is no address of this machine.`, {}, { cause: error });
    }
    throw error;
  }
};
