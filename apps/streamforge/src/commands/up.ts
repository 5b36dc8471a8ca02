import { TerminalError } from '@streamforge/contracts/errors';
import type { Command } from 'commander';
import type { AddCommand, CommandContext } from '../command.ts';
import { asPlatform } from '../platform/opened.ts';
import { allServices, servicesNamed } from '../platform/services.ts';
import { withFileOptions, type FileFlags } from '../replay/file-options.ts';
import { feedDemo } from '../up/demo.ts';
import { liveSummary } from '../up/live-summary.ts';
import { replayAll } from '../up/replay-all.ts';
import { startPlatform, type StartedPlatform } from '../up/start.ts';
import { welcome } from '../up/welcome.ts';

interface UpOptions extends FileFlags {
  readonly demo?: boolean;
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
      await serve({ ...context, shell: { ...context.shell, signal } }, platform, options);
      if (!context.shell.signal.aborted) throw new TerminalError('INTERNAL', 'It stopped by itself.');
    } finally {
      if (context.shell.signal.aborted) context.output.talk('Stopping: what is under way is finished first. Ctrl-C again forces.');
      await platform.stop();
    }
    return 'done';
  }));
};

const serve = async (context: CommandContext, started: StartedPlatform, options: UpOptions): Promise<void> => {
  const platform = asPlatform(started.host);
  welcome(context, started.address, options);
  if (options.replay !== undefined) await replayAll(context, started.host, options.replay, options);
  const { signal } = context.shell;
  await Promise.all([
    options.demo === true && options.replay === undefined ? feedDemo(started.host.ports.events, context) : undefined,
    options.replay === undefined ? liveSummary(context, platform, options.demo === true) : undefined,
    ended(signal),
  ]);
};

const ended = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});
