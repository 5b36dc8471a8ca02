/** What every command is given, and how commander's calls become ours. */
import { resolve } from 'node:path';
import type { Clock } from '@streamforge/determinism/clock';
import type { Ids } from '@streamforge/determinism/ids';
import type { DefinedService } from '@streamforge/service-host/service';
import type { Command } from 'commander';
import { UsageError } from './complaint.ts';
import type { Outcome } from './exit-codes.ts';
import { openOutput, type Output, type Terminal } from './output/output.ts';
import type { Platform } from './platform/platform.ts';

/** Everything outside the program; a test passes its own. */
export interface Shell {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Names what commands ask for, such as jobs. */
  readonly ids: Ids;
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Aborts at the second one: what takes its time must end now. */
  readonly forced: AbortSignal;
  /** Reaches the running platform of a data directory, or opens it: the read side, unless other services are named. */
  readonly openPlatform: (directory: string, shell: Shell, services?: readonly DefinedService[]) => Promise<Platform>;
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly verbose?: boolean;
}

export interface CommandContext {
  readonly output: Output;
  /** Absolute path of the data directory. */
  readonly directory: string;
  readonly shell: Shell;
  /** Gives the platform to some work and lets go of it afterwards, whatever happened. Opened, it has the read side or the services named. */
  readonly withPlatform: <Result>(work: (platform: Platform) => Promise<Result>, services?: readonly DefinedService[]) => Promise<Result>;
}

/** The work of a command: its options and arguments as commander parsed them. No outcome means done. */
export type Work<Options, Arguments extends readonly unknown[]> =
  (context: CommandContext, options: Options & GlobalOptions, ...given: Arguments) => Promise<Outcome | undefined>;

/** Turns the work of a command into commander's action. */
export type Act = <Options, Arguments extends readonly unknown[]>(work: Work<Options, Arguments>) => (...given: unknown[]) => Promise<void>;

/** Adds one command to the program. */
export type AddCommand = (program: Command, act: Act) => void;

/** The context of one command line. Throws UsageError where the data directory has no name. */
export const contextFor = (shell: Shell, options: GlobalOptions): CommandContext => {
  if (options.data === '') throw new UsageError('the data directory has no name: --data or STREAMFORGE_DATA is empty');
  const directory = resolve(options.data);
  return {
    output: openOutput(shell.terminal, options.json === true),
    directory,
    shell,
    withPlatform: async (work, services) => {
      const platform = await shell.openPlatform(directory, shell, services);
      try {
        return await work(platform);
      } finally {
        await platform.close();
      }
    },
  };
};
