/** PyPI's check-jsonschema, in a virtual environment that is made once. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';

const folder = resolve('.cache/tools/check-jsonschema-0.39.0');

/** Its path; undefined, with a notice, where it can't be had. In CI that is an error, so that no test passes by not running. */
export const schemaChecker = async (): Promise<string | undefined> => {
  const program = `${folder}/bin/check-jsonschema`;
  if (existsSync(program)) return program;
  await mkdir(resolve('.cache/tools'), { recursive: true });
  const made = await runCommand('python3', ['-m', 'venv', '--clear', folder]);
  const { code, output } = made.code === 0 ? await runCommand(`${folder}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', 'check-jsonschema==0.39.0']) : made;
  if (code === 0) return program;
  const says = `check-jsonschema can’t be had: ${output.trim().split('\n').at(-1) ?? code}`;
  if (process.env['CI'] !== undefined) throw new Error(says);
  console.warn(`skipped: ${says}`);
  return undefined;
};
