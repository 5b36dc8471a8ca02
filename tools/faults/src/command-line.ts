import { join } from 'node:path';
import { startProgram, type ChildProgram, type Ended } from '@streamforge/testing/child-process';

const main = join(import.meta.dirname, '../../../apps/streamforge/src/main.ts');

export interface CommandOptions {
  /** A command that runs the command line in turn. */
  readonly under?: readonly string[];
}

export interface CommandEnded extends Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `streamforge` on a data directory, as a person would. */
export const startCommand = (directory: string, words: readonly string[], { under = [] }: CommandOptions = {}): ChildProgram =>
  startProgram(main, ['--data', directory, ...words], { under, env: { NO_COLOR: '1', STREAMFORGE_LOG_LEVEL: 'error' } });

/** Runs `streamforge` to its end. */
export const runCommand = async (directory: string, words: readonly string[], options: CommandOptions = {}): Promise<CommandEnded> => {
  const command = startCommand(directory, words, options);
  const ended = await command.ended;
  return { ...ended, stdout: command.stdout(), stderr: command.stderr() };
};
