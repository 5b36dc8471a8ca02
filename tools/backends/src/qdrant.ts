/** Qdrant's engine on loopback, behind a front of ours that speaks the part of its HTTP API which the adapter asks (../qdrant). */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installQdrant } from './install-qdrant.ts';
import { cacheFolder, type Tell } from './places.ts';
import { host, portNear } from './ports.ts';
import { spawnServer, stopProcess, waitReady, type RestartableServer, type ServerProcess } from './server-process.ts';

const front = resolve(import.meta.dirname, '../qdrant/front.py');
const READY_MS = 30_000;

export interface QdrantOptions {
  /** Collections and log; made when absent, used again when it holds a server's data. */
  readonly directory: string;
  /** Used when free; any free port otherwise. */
  readonly port?: number;
  readonly tell?: Tell;
  readonly cache?: string;
}

const ask = async (port: number): Promise<void> => {
  const response = await fetch(`http://${host}:${port}/collections`, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`an unexpected answer: ${response.status}`);
};

/**
 * Starts it and resolves once it answers, with the URL `qdrant://127.0.0.1:<port>`: whoever asks may do everything. Rejects with the end of its
 * log when it does not.
 */
export const startQdrant = async ({ directory, tell = () => undefined, cache = cacheFolder, ...options }: QdrantOptions): Promise<RestartableServer> => {
  const packages = await installQdrant(tell, cache);
  await mkdir(directory, { recursive: true });
  const port = await portNear(options.port);
  let server: ServerProcess;
  const start = async (): Promise<void> => {
    server = await spawnServer({
      name: 'qdrant', program: 'python3', words: [front, String(port), join(directory, 'collections')], cwd: directory, log: join(directory, 'qdrant.log'),
      env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    });
    await waitReady(server, () => ask(port), READY_MS);
  };
  await start();
  return {
    url: `qdrant://${host}:${port}`,
    port, directory, start,
    process: () => server,
    stop: (signal = 'SIGTERM') => stopProcess(server, signal),
    close: () => stopProcess(server),
  };
};
