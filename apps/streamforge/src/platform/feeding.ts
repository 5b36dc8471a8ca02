/**
 * A platform that takes records: the running one; the log itself, when servers keep it and services elsewhere handle what it takes; or all
 * services started in this process until they have handled everything.
 */
import type { EventLog } from '@streamforge/event-log/port';
import type { CommandContext } from '../command.ts';
import { logOnServers } from './backends.ts';
import { mustHoldPlatform } from './data-directory.ts';
import { overHttp } from './http.ts';
import { elsewhere, runningOn } from './open.ts';
import { asPlatform, caughtUp, hostIn } from './opened.ts';
import type { Platform } from './platform.ts';
import { allServices, readSide } from './services.ts';

export interface FeedingOptions {
  /** Whether a directory without a platform becomes one. Default true: records may be its first. */
  readonly creates?: boolean;
}

export interface Feed {
  readonly platform: Platform;
  /** The log itself, when this process owns it. */
  readonly events: EventLog | undefined;
}

/** Gives the platform to some work. One that was started for it stops only when nothing is left to handle. */
export const feeding = async <Result>(
  context: CommandContext, work: (feed: Feed) => Promise<Result>, { creates = true }: FeedingOptions = {},
): Promise<Result> => {
  const { directory, shell, output } = context;
  const run = elsewhere(shell.terminal.env) ?? await runningOn(directory);
  if (run !== undefined) return await work({ platform: overHttp(run), events: undefined });
  const alone = !logOnServers(shell.terminal.env);
  if (!creates && alone) await mustHoldPlatform(directory);
  const host = await hostIn(directory, shell, { services: alone ? allServices : readSide, listen: false, consume: alone });
  if (alone) output.talk('No platform runs here: this command handles its records itself before it ends.');
  try {
    const result = await work({ platform: asPlatform(host), events: host.ports.events });
    await caughtUp(host, shell, output);
    return result;
  } finally {
    await host.stop();
  }
};
