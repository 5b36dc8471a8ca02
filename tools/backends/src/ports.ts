import { createServer } from 'node:net';
import { freePort } from '@streamforge/testing/free-port';

export const host = '127.0.0.1';

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, host, () => server.close(() => resolve(true)));
});

/** The wanted port when nobody listens on it, another one otherwise. */
export const portNear = async (wanted: number | undefined): Promise<number> => wanted !== undefined && await isFree(wanted) ? wanted : freePort();

/** So many different ports: from the wanted one upwards as far as they are free. */
export const portsNear = async (wanted: number | undefined, count: number): Promise<readonly number[]> => {
  const ports = new Set<number>();
  for (let index = 0; ports.size < count; index++) {
    const port = await portNear(wanted === undefined || index >= count ? undefined : wanted + index);
    ports.add(port);
  }
  return [...ports];
};
