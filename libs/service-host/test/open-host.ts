import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { startHost, type HostOptions, type OpenPorts, type RunningHost } from '../src/run.ts';
import type { DefinedService } from '../src/service.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
}

export interface Opening extends Partial<HostOptions> {
  /** A thin layer over the real ports. */
  readonly over?: (ports: OpenPorts) => OpenPorts;
}

export interface HostPlace {
  readonly logs: readonly LogLine[];
  open(services: readonly DefinedService[], options?: Opening): Promise<RunningHost>;
  /** The ports alone, while no host has them. */
  ports(): Promise<OpenPorts>;
}

/** A directory, and hosts over it that end with the test. */
export const hostPlace = (): (() => HostPlace) => {
  let directory = '';
  let hosts: RunningHost[] = [];
  let logs: LogLine[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'host-'));
    [hosts, logs] = [[], []];
  });
  afterEach(async () => {
    for (const host of hosts) {
      host.force();
      await host.stop();
    }
    await rm(directory, { recursive: true });
  });
  const openPorts: HostOptions['openPorts'] = (_, clock) => openEmbedded({ directory, clock, partitions: 2 });
  return () => ({
    logs,
    open: async (services, { over = (ports: OpenPorts) => ports, env = {}, ...options } = {}) => {
      const host = await startHost(services, {
        env: { STREAMFORGE_HTTP_PORT: '0', ...env },
        openPorts: async (settings, clock, needed) => over(await openPorts(settings, clock, needed)),
        logger: pino({}, { write: (line) => void logs.push(JSON.parse(line) as LogLine) }),
        ...options,
      });
      hosts.push(host);
      return host;
    },
    ports: () => openEmbedded({ directory, clock: systemClock, partitions: 2 }),
  });
};

/** Resolves once it is true. */
export const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
