/** The command line of StreamForge: every command in `commands/`, the platform of the data directory behind them. */
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { onSignals } from '@streamforge/service-host/lifecycle/signals';
import { commands } from './commands/all.ts';
import { exitCodes } from './exit-codes.ts';
import { outliveOutput } from './output/broken-output.ts';
import { openPlatform } from './platform/open.ts';
import { runProgram } from './program.ts';

/** How long after the second signal a command may still take to let go of its files. */
const FORCED_MS = 3_000;

/** Runs what this process was started with and resolves to its exit code. */
export const commandLine = async (): Promise<number> => {
  const stopping = new AbortController();
  const forcing = new AbortController();
  const forgetSignals = onSignals(() => stopping.abort(), () => {
    forcing.abort();
    setTimeout(() => process.exit(exitCodes.interrupted.code), FORCED_MS).unref();
  });
  let lost: number | undefined;
  outliveOutput(process, (code) => {
    lost = code;
    process.exitCode = code;
  });
  const code = await runProgram(process.argv.slice(2), commands, {
    terminal: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env },
    clock: systemClock,
    ids: randomIds,
    signal: stopping.signal,
    forced: forcing.signal,
    openPlatform,
  });
  forgetSignals();
  return lost ?? code;
};
