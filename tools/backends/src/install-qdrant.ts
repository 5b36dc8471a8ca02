import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, run } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';

const wheel = 'qdrant-edge-py==0.9.0';

/** Where Python finds Qdrant's engine, from the wheel that carries it: a folder for PYTHONPATH. */
export const installQdrant = async (tell: Tell, cache = cacheFolder): Promise<string> => {
  const root = await installed({
    name: 'qdrant',
    folder: join(cache, `qdrant-edge-${wheel.split('==')[1] ?? ''}`),
    fill: async (into) => {
      tell('qdrant: downloading its engine');
      const environment = join(into, 'venv');
      await run('python3', ['-m', 'venv', environment], {
        missing: 'Install Python 3 with venv (apt-get install python3-venv), or set QDRANT_URL to a server that runs.',
      });
      const options = ['--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--disable-pip-version-check', '--target', join(into, 'packages')];
      await run(join(environment, 'bin/pip'), ['install', ...options, wheel]);
      await rm(environment, { recursive: true, force: true });
    },
  }, tell);
  return join(root, 'packages');
};
