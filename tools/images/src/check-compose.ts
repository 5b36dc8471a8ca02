/** Checks a Compose file: by Docker where it has Compose, else against the Compose specification's JSON schema as PyPI's check-jsonschema carries it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCommand, runCommand } from './run-command.ts';

const checker = 'check-jsonschema==0.39.0';

const hasCompose = async (): Promise<boolean> => {
  try {
    await runCommand(['docker', 'compose', 'version']);
    return true;
  } catch {
    return false;
  }
};

/** Puts the checker into a virtual environment of its own, once. */
const installed = async (cache: string): Promise<string> => {
  const environment = join(cache, checker.replace('==', '-'));
  const program = join(environment, 'bin', 'check-jsonschema');
  if (!await hasCommand(program)) {
    await mkdir(cache, { recursive: true });
    await runCommand(['python3', '-m', 'venv', '--clear', environment]);
    await runCommand([join(environment, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', checker]);
  }
  return program;
};

/** Resolves with what checked it; rejects with what is wrong. `envFile` gives the variables a value. */
export const checkCompose = async (file: string, envFile: string, cache: string): Promise<'docker' | 'schema'> => {
  if (await hasCompose()) {
    await runCommand(['docker', 'compose', '--file', file, '--env-file', envFile, 'config', '--quiet']);
    return 'docker';
  }
  await runCommand([await installed(cache), '--builtin-schema', 'vendor.compose-spec', file]);
  return 'schema';
};
