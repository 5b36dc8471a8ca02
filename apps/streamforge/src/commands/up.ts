import { TerminalError } from '@streamforge/contracts/errors';
import type { ServiceName } from '@streamforge/contracts/services';
import type { Command } from 'commander';
import type { AddCommand, CommandContext } from '../command.ts';
import { UsageError } from '../complaint.ts';
import { asPlatform } from '../platform/opened.ts';
import { allServices, servicesNamed } from '../platform/services.ts';
import { withFileOptions, type FileFlags } from '../replay/file-options.ts';
import { HISTORY_MINUTES } from '../up/demo.ts';
import { playDemo } from '../up/play-demo.ts';
import { liveSummary } from '../up/live-summary.ts';
import { replayAll } from '../up/replay-all.ts';
import { openScreen } from '../up/screen.ts';
import { startPlatform, type StartedPlatform } from '../up/start.ts';
import { welcome } from '../up/welcome.ts';

interface UpOptions extends FileFlags {
  readonly demo?: boolean;
  readonly history?: number;
  readonly seed?: number;
  readonly replay?: readonly string[];
  readonly services?: string;
  readonly host?: string;
  readonly port?: string;
}

/** `streamforge up`: the whole platform in one process, until a signal ends it. */
export const addUp: AddCommand = (program, act) => {
  const command: Command = program.command('up')
    .description('run the platform: every service in this process, over one data directory')
    .option('--demo', 'feed it a simulated market')
    .option('--history <minutes>', `minutes of history that a new demo market begins with (default: ${HISTORY_MINUTES})`, minutes)
    .option('--seed <number>', 'seed of a new demo market: the same one makes the same prices (default: a random one)', seedOf)
    .option('--replay <file...>', 'feed it files instead of the demo market')
    .option('--services <names>', `run only these of ${allServices.map(({ name }) => name).join(', ')}, comma-separated`)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one');
  withFileOptions(command).action(act(async (context, options: UpOptions) => {
    const services = options.services === undefined ? allServices : servicesNamed(options.services);
    const platform = await startPlatform(context, { services, host: options.host, port: options.port });
    const crash = new AbortController();
    void platform.host.closed.then(() => crash.abort());
    const signal = AbortSignal.any([context.shell.signal, crash.signal]);
    try {
      await serve({ ...context, shell: { ...context.shell, signal } }, platform, options, services.map(({ name }) => name));
      if (!context.shell.signal.aborted) throw new TerminalError('INTERNAL', 'It stopped by itself.');
    } finally {
      if (context.shell.signal.aborted) context.output.talk('Stopping: what is under way is finished first. Ctrl-C again forces.');
      await platform.stop();
    }
    return 'done';
  }));
};

const MOST_HISTORY = 30 * 1_440;

const minutes = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_HISTORY) throw new UsageError(`--history takes 1 to ${MOST_HISTORY} minutes`);
  return value;
};

const seedOf = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('--seed takes a whole number of at most nine digits');
  return Number(text);
};

const serve = async (
  context: CommandContext, started: StartedPlatform, options: UpOptions, names: readonly ServiceName[],
): Promise<void> => {
  const { demo = false, replay, history: historyMinutes = HISTORY_MINUTES, seed } = options;
  const platform = asPlatform(started.host);
  welcome(context, started.address, options);
  if (replay !== undefined) await replayAll(context, started.host, replay, options);
  const screen = openScreen(context.output);
  const simulated = demo && replay === undefined;
  await Promise.all([
    simulated ? playDemo(context, { started, platform, screen, running: new Set(names), wanted: { historyMinutes, seed } }) : undefined,
    replay === undefined ? liveSummary(context, platform, screen, simulated) : undefined,
    ended(context.shell.signal),
  ]);
};

const ended = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});
