/** The command line: its global options, its commands, and what becomes of what they return or throw. */
import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import { Command, Option, type Command as CommanderCommand } from 'commander';
import { contextFor, type Act, type AddCommand, type GlobalOptions, type Shell } from './command.ts';
import { complaintLine, complaintOf, exitCodeOf } from './complaint.ts';
import { exitCodeHelp, exitCodes, type Outcome } from './exit-codes.ts';
import { coloursFor } from './output/colour.ts';
import { widthOf } from './output/output.ts';

/** Runs one command line, without the program's own name, and resolves to its exit code. Nothing is thrown. */
export const runProgram = async (words: readonly string[], commands: readonly AddCommand[], shell: Shell): Promise<number> => {
  let outcome: Outcome = 'done';
  const act: Act = (work) => async (...given) => {
    const command = given.at(-1) as CommanderCommand;
    const options = command.optsWithGlobals();
    outcome = await work(contextFor(shell, options as GlobalOptions), options as never, ...given.slice(0, -2) as never) ?? 'done';
  };
  const program = frame(shell);
  for (const add of commands) add(program, act);
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCodes[outcome].code;
  } catch (thrown) {
    return complain(thrown, words, shell);
  }
};

const frame = ({ terminal: { stdout, stderr, env } }: Shell): Command => {
  const program = new Command('streamforge')
    .description('StreamForge on the command line: run the platform, feed it, ask it, repair it.')
    .addOption(new Option('--data <directory>', 'data directory').default('data').env('STREAMFORGE_DATA'))
    .option('--json', 'write data as JSON')
    .option('--verbose', 'show the stack of an error')
    .version(PLATFORM_VERSION, '--version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('afterAll', `\n${exitCodeHelp()}`)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '',
      getErrHasColors: () => stderr.isTTY === true && (env['NO_COLOR'] ?? '') === '',
    });
  return program;
};

const complain = (thrown: unknown, words: readonly string[], { terminal: { stderr, env } }: Shell): number => {
  const complaint = complaintOf(thrown);
  if (complaint.outcome === 'done' || complaint.says === '(outputHelp)') return exitCodeOf(complaint);
  stderr.write(`${complaintLine(complaint, coloursFor(stderr, env))}\n`);
  if (words.includes('--verbose') && thrown instanceof Error && thrown.stack !== undefined) stderr.write(`${thrown.stack}\n`);
  return exitCodeOf(complaint);
};
