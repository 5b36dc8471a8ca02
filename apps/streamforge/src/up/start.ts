/** Starts the platform in this process and makes it known to the command line. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { RunningHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import type { CommandContext } from '../command.ts';
import { runningOn } from '../platform/open.ts';
import { hostIn } from '../platform/opened.ts';
import { removeRunFile, writeRunFile } from '../platform/run-file.ts';

export interface StartOptions {
  readonly services: readonly DefinedService[];
  readonly host?: string | undefined;
  readonly port?: string | undefined;
}

export interface StartedPlatform {
  readonly host: RunningHost;
  /** Where it listens. */
  readonly address: string;
  /** Drains, then forgets the run file. */
  stop(): Promise<void>;
}

/** Starts the platform of `up` in this process. Rejects with `DATA_DIRECTORY_IN_USE` naming the process that has it. */
export const startPlatform = async (context: CommandContext, options: StartOptions): Promise<StartedPlatform> => {
  const { directory, shell } = context;
  const { services, host: bind, port } = options;
  const other = await runningOn(directory);
  if (other !== undefined) {
    throw new TerminalError('DATA_DIRECTORY_IN_USE', `Process ${other.pid} runs on ${directory} at ${other.address}.`);
  }
  const host = await hostIn(directory, shell, {
    services,
    listen: true,
    consume: true,
    env: { ...bind !== undefined && { STREAMFORGE_HTTP_HOST: bind }, ...port !== undefined && { STREAMFORGE_HTTP_PORT: port } },
  });
  const { token } = host;
  const address = localAddress(host.address ?? '');
  try {
    await writeRunFile(directory, { pid: process.pid, address, token, startedAt: shell.clock.now() });
  } catch (error) {
    await host.stop();
    throw new TerminalError('DATA_DIRECTORY_UNUSABLE', (error as Error).message, { file: directory }, { cause: error });
  }
  return {
    host,
    address,
    stop: async () => {
      await host.stop();
      await removeRunFile(directory, process.pid);
    },
  };
};

/** An address that listens everywhere is reached here as loopback. */
const localAddress = (address: string): string => address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
