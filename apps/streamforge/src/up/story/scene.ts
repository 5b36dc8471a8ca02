/** What chapters see of the platform and how they wait for it. */
import { RetryableError } from '@streamforge/contracts/errors';
import type { ServiceName } from '@streamforge/contracts/services';
import type { Clock } from '@streamforge/determinism/clock';
import { groupsOf } from '@streamforge/service-host/groups';
import type { RunningHost } from '@streamforge/service-host/run';
import type { Platform } from '../../platform/platform.ts';
import type { DemoMarket } from '../demo.ts';

export interface Scene {
  readonly platform: Platform;
  readonly host: Pick<RunningHost, 'ports' | 'lag'>;
  readonly market: DemoMarket;
  readonly running: ReadonlySet<ServiceName>;
  readonly clock: Clock;
  /** Milliseconds since the story began. */
  elapsed(): number;
  /** Looks again and again until there is something, also while a store does not answer. Rejects when the platform stops. */
  until<Found>(look: () => Promise<Found | undefined>): Promise<Found>;
  /** Waits until the whole history is in the log and these services have handled what they were sent of it. */
  handledBy(...services: readonly ServiceName[]): Promise<void>;
}

const LOOK_EVERY_MS = 400;

export interface SceneParts extends Pick<Scene, 'platform' | 'host' | 'market' | 'running' | 'clock'> {
  readonly signal: AbortSignal;
}

const unlessRetryable = (error: unknown): undefined => {
  if (!(error instanceof RetryableError)) throw error;
};

export const openScene = ({ signal, ...parts }: SceneParts): Scene => {
  const { clock, host, market, running } = parts;
  const began = clock.monotonic();
  const until: Scene['until'] = async (look) => {
    for (;;) {
      const found = await look().catch(unlessRetryable);
      if (found !== undefined) return found;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  };
  return {
    ...parts,
    until,
    elapsed: () => clock.monotonic() - began,
    handledBy: async (...services) => {
      const groups = new Set(services.filter((name) => running.has(name)).flatMap((name) => [...groupsOf(name).keys()]));
      await until(async () => {
        if (!market.played()) return undefined;
        const waiting = (await host.lag()).filter(({ group }) => groups.has(group)).some(({ lag }) => lag > 0);
        return waiting ? undefined : true;
      });
    },
  };
};
