/** The event log alone, for commands that need nothing else of a platform. */
import type { EventLog } from '@streamforge/event-log/port';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { readConfig } from '@streamforge/service-host/config/read';
import { openPorts } from '@streamforge/wiring/open-ports';
import type { CommandContext } from '../command.ts';

/** Gives the log that the environment names to some work, and closes it. */
export const withLog = async <Result>({ directory, shell }: CommandContext, work: (events: EventLog) => Promise<Result>): Promise<Result> => {
  const { settings } = readConfig(HostSettings, { ...shell.terminal.env, STREAMFORGE_DATA: directory });
  const ports = await openPorts(settings, shell.clock, ['events']);
  try {
    return await work(ports.events);
  } finally {
    await ports.close();
  }
};
