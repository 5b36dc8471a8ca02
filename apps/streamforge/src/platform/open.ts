/** Reaches the platform of a data directory: over HTTP when one runs there, else by opening the directory in this process. */
import type { DefinedService } from '@streamforge/service-host/service';
import type { Shell } from '../command.ts';
import { onServers } from './backends.ts';
import { mustHoldPlatform } from './data-directory.ts';
import { overHttp, type Reachable } from './http.ts';
import { asPlatform, hostIn, type OpenerShell } from './opened.ts';
import type { Platform } from './platform.ts';
import { readRunFile, type RunFile } from './run-file.ts';
import { readSide } from './services.ts';

/** The platform that runs on a directory, or undefined. A run file whose process does not answer was left behind. */
export const runningOn = async (directory: string): Promise<RunFile | undefined> => {
  const run = await readRunFile(directory);
  if (run === undefined) return undefined;
  const answers = await overHttp(run).request('GET', '/healthz').then(({ status }) => status === 200, () => false);
  return answers ? run : undefined;
};

/** The platform that the environment names: one that runs on another machine, or under other users' control. */
export const elsewhere = ({ STREAMFORGE_URL: url, STREAMFORGE_TOKEN: token = '' }: Shell['terminal']['env']): Reachable | undefined =>
  url === undefined || url === '' ? undefined : { address: url.replace(/\/+$/, ''), token };

/** The read side of the platform, or other services of it. Throws NOT_RUNNING when the directory should hold it and holds none. */
export const openPlatform = async (
  directory: string, shell: OpenerShell, services: readonly DefinedService[] = readSide,
): Promise<Platform> => {
  const run = elsewhere(shell.terminal.env) ?? await runningOn(directory);
  if (run !== undefined) return overHttp(run);
  if (!onServers(shell.terminal.env)) await mustHoldPlatform(directory);
  return asPlatform(await hostIn(directory, shell, { services, listen: false, consume: false }));
};
