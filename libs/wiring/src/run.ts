import { StreamForgeError } from '@streamforge/contracts/errors';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { printConfig } from '@streamforge/service-host/config/print';
import { readConfig } from '@streamforge/service-host/config/read';
import { onSignals } from '@streamforge/service-host/lifecycle/signals';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import { openPorts } from './open-ports.ts';

/** How long after the second signal the process may still take to let go of its files. */
const FORCED_MS = 3_000;

/** How long a process that could not start waits for what still tries to connect, though nobody waits for it any more. */
const LEFT_MS = 300;

/** One line of cause and fix for whoever started the process. */
const complain = (error: unknown): void => {
  const line = error instanceof StreamForgeError ? `${error.code}: ${error.message} ${error.fix}` : String(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
};

/** The first cause is told; the others follow from it. */
const once = (tell: (error: unknown) => void): ((error: unknown) => void) => {
  let told = false;
  return (error) => {
    if (!told) tell(error);
    told = true;
  };
};

/**
 * Runs one service as a process of its own: settings from the environment, ports by URL, until a signal ends it. Signals are heard before
 * anything is opened: one that comes while the service starts drains it as soon as it has started.
 */
export const run = async (service: DefinedService): Promise<void> => {
  const tell = once(complain);
  try {
    if (process.argv.includes('--print-config')) {
      const schema = HostSettings.extend(service.config.shape);
      process.stdout.write(`${printConfig(schema, readConfig(schema, process.env).settings)}\n`);
      return;
    }
    const started = Promise.withResolvers<RunningHost>();
    const forget = onSignals(() => void started.promise.then((host) => host.stop()), () => {
      void started.promise.then((host) => host.force());
      setTimeout(() => process.exit(1), FORCED_MS).unref();
    });
    const host = await startHost([service], { env: process.env, openPorts, onCrash: tell });
    started.resolve(host);
    await host.closed;
    forget();
  } catch (error) {
    tell(error);
    setTimeout(() => process.exit(), LEFT_MS).unref();
  }
};
