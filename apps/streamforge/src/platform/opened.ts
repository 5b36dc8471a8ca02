/** A platform inside this process: the same services over the same directory, asked without a socket. */
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { createLogger } from '@streamforge/service-host/log';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import { openPorts } from '@streamforge/wiring/open-ports';
import { pino } from 'pino';
import type { Shell } from '../command.ts';
import { count } from '../output/figures.ts';
import type { Output } from '../output/output.ts';
import type { Platform } from './platform.ts';

export interface HostedOptions {
  readonly services: readonly DefinedService[];
  readonly listen: boolean;
  readonly consume: boolean;
  /** Merged over the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** stdout carries a command's data, so its log goes to stderr, and only what a person must know. */
const logger = (env: Shell['terminal']['env']) => createLogger(levelOf(env), pino.destination({ dest: 2, sync: true }));

/** A level that is none is told by the host, together with whatever else is wrong with the configuration. */
const levelOf = ({ STREAMFORGE_LOG_LEVEL: given = 'error' }: Shell['terminal']['env']): string =>
  HostSettings.shape.STREAMFORGE_LOG_LEVEL.safeParse(given).data ?? 'error';

/** What of the shell a host needs. */
export type OpenerShell = Pick<Shell, 'terminal' | 'clock' | 'forced'>;

/** Starts services over a data directory in this process; the second signal ends their grace. */
export const hostIn = async (directory: string, shell: OpenerShell, options: HostedOptions): Promise<RunningHost> => {
  const { terminal: { env }, clock, forced } = shell;
  const host = await startHost(options.services, {
    env: { ...env, ...options.env, STREAMFORGE_DATA: directory },
    openPorts: (settings, at, needed) => openPorts(settings, at, needed, { vectorsWhenAsked: !options.listen }),
    clock,
    logger: logger(env),
    listen: options.listen,
    consume: options.consume,
  });
  forced.addEventListener('abort', () => host.force(), { once: true });
  return host;
};

/** A running host as commands see a platform; closing it stops the host. */
export const asPlatform = (host: RunningHost): Platform => {
  const headersFor = (contentType: string | undefined): Record<string, string> => ({
    host: '127.0.0.1',
    authorization: `Bearer ${host.token}`,
    ...contentType !== undefined && { 'content-type': contentType },
  });
  return {
    reached: 'opened',
    request: async (method, path, body, contentType) => {
      const answer = await host.http.inject({ method, url: path, headers: headersFor(contentType), ...(body === undefined ? {} : { payload: body }) });
      return { status: answer.statusCode, body: answer.body };
    },
    download: async (path) => {
      const { statusCode: status, rawPayload: bytes } = await host.http.inject({ method: 'GET', url: path, headers: headersFor(undefined) });
      return { status, bytes };
    },
    stream: async (path, body, signal) => {
      const headers = headersFor('application/json');
      const answer = await host.http.inject({ method: 'POST', url: path, headers, payload: body, payloadAsStream: true, signal });
      return { status: answer.statusCode, chunks: answer.stream() };
    },
    close: () => host.stop(),
  };
};

const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 3_000;

/** Resolves when no group of the host lags, or when the signal aborts. While it takes long, it says how much is left. */
export const caughtUp = async (host: RunningHost, { clock, signal }: Pick<Shell, 'clock' | 'signal'>, output: Output): Promise<void> => {
  let toldAt = clock.monotonic();
  while (!signal.aborted) {
    const left = (await host.lag()).reduce((sum, { lag }) => sum + lag, 0);
    if (left === 0) return;
    if (clock.monotonic() - toldAt >= TELL_EVERY_MS) {
      toldAt = clock.monotonic();
      output.talk(`${count(left)} records are still to be handled`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
};
