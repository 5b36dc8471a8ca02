/** What doctor says of the configuration and of the port it names. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errors, StreamForgeError } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import { serviceOf } from '@streamforge/contracts/services';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { readConfig, type Environment } from '@streamforge/service-host/config/read';
import { allServices } from '../platform/services.ts';

export interface SettingsFindings {
  readonly findings: readonly Finding[];
  /** What was read; undefined when it is not valid. */
  readonly settings: HostSettings | undefined;
}

export const configuration = (env: Environment): SettingsFindings => {
  const about = 'configuration';
  const shape = Object.assign({}, ...allServices.map(({ config }) => config.shape)) as Record<never, never>;
  try {
    const { settings, unknown } = readConfig(HostSettings.extend(shape), env);
    const misspelt = unknown.map((name) => warning(about, `${name} is set but nothing reads it`, 'Correct its spelling, or remove it.'));
    return { settings, findings: misspelt.length > 0 ? misspelt : [ok(about, 'every setting is valid')] };
  } catch (error) {
    if (!(error instanceof StreamForgeError)) throw error;
    return { settings: undefined, findings: [wrong(about, error.message.replaceAll(/\s+/g, ' '), error.fix)] };
  }
};

/** Whether the port that `up` would take is free; not asked while the platform runs, since then it is taken by itself. */
export const portFree = async ({ STREAMFORGE_HTTP_HOST: host, STREAMFORGE_HTTP_PORT: set }: HostSettings): Promise<Finding> => {
  const port = set ?? serviceOf('gateway').http;
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return ok('port', `${host}:${port} is free`);
  } catch (error) {
    return wrong('port', `${host}:${port}: ${(error as Error).message}`, errors.PORT_IN_USE.fix);
  } finally {
    server.close();
  }
};
