/** PyPI's check-jsonschema, in a virtual environment that is made once. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '@streamforge/backends/install';
import { alone } from './alone.ts';
import { had } from './had.ts';

const version = '0.39.0';
const cache = resolve('.cache/tools');
const folder = join(cache, `check-jsonschema-${version}`);
const program = join(folder, 'bin/check-jsonschema');

/** Its path; undefined, with a notice, where it can't be had. */
export const schemaChecker = (): Promise<string | undefined> => had('check-jsonschema', async () => {
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  await alone(`${folder}.lock`, async () => {
    if (existsSync(program)) return;
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `check-jsonschema==${version}`]);
  });
  return program;
});
