/** Checks a Compose file: by Docker where it has Compose, else against the Compose specification's JSON schema as PyPI's check-jsonschema carries it. */
import { schemaChecker } from '@streamforge/cluster-tools/schema-checker';
import { runCommand } from './run-command.ts';

const hasCompose = async (): Promise<boolean> => {
  try {
    await runCommand(['docker', 'compose', 'version']);
    return true;
  } catch {
    return false;
  }
};

/** Resolves with what checked it; rejects with what is wrong. `envFile` gives the variables a value. */
export const checkCompose = async (file: string, envFile: string): Promise<'docker' | 'schema'> => {
  if (await hasCompose()) {
    await runCommand(['docker', 'compose', '--file', file, '--env-file', envFile, 'config', '--quiet']);
    return 'docker';
  }
  const checker = await schemaChecker();
  if (checker === undefined) throw new Error('There is neither Docker with Compose nor check-jsonschema.');
  await runCommand([checker, '--builtin-schema', 'vendor.compose-spec', file]);
  return 'schema';
};
