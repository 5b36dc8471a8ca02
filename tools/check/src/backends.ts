/** The real servers that CI's tests run against: started before, taken down after, whatever happens between. */
import { backendNames, type StartableBackend } from '@streamforge/backends/running';
import { spawnSync } from 'node:child_process';
import { runCommand } from './run-command.ts';
import type { Step } from './step.ts';

const program = 'tools/backends/src/main.ts';
const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];

/** The environment variables that name another server to use instead. */
const elsewhere: Readonly<Record<StartableBackend, string>> = { kafka: 'KAFKA_URL', postgres: 'POSTGRES_URL', s3: 'S3_URL', qdrant: 'QDRANT_URL' };

/** Which servers a run has to start: those that no variable names and that do not run already. */
export const toStart = (
  environment: Readonly<Record<string, string | undefined>>,
  runs: (name: StartableBackend) => boolean,
): readonly StartableBackend[] => backendNames.filter((name) => (environment[elsewhere[name]] ?? '') === '' && !runs(name));

/** Starts the servers and shows how that goes; one that does not come up fails the run with its reason. */
export const startBackends = (names: readonly string[]): Step => ({
  name: 'backends',
  run: async () => {
    const { code } = await runCommand(process.execPath, [...quiet, program, 'up', ...names], { live: true });
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output: `${names.join(', ')}: not all of them came up; the reason is above.` };
  },
});

/** Stops the servers and returns when they are gone. Works while the process ends. */
export const stopBackends = (names: readonly string[]): void => {
  if (names.length > 0) spawnSync(process.execPath, [...quiet, program, 'down', ...names], { stdio: 'inherit' });
};
