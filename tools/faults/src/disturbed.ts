import { startPlatform, type PlatformOptions, type RunningPlatform } from './platform.ts';
import { emptyLedger, produce, type Ledger } from './producer.ts';
import { referenceRun } from './reference.ts';
import { inScratch } from './scratch.ts';
import { complaintsOf } from './verdict.ts';
import { workload, type Work } from './workload.ts';

/** One run of a workload with a fault in it: what a measure of a fault works with. */
export interface Disturbed {
  readonly directory: string;
  readonly batches: readonly (readonly Work[])[];
  readonly ledger: Ledger;
  /** Starts the platform on the directory, once more if it ended. */
  start(options?: Omit<PlatformOptions, 'directory'>): Promise<RunningPlatform>;
  /** Says that the fault is over: the recovery is counted from here. */
  healed(): void;
  /** Produces batches, each until it is acknowledged, and waits until all is handled. */
  finish(platform: RunningPlatform, batches?: readonly (readonly Work[])[]): Promise<void>;
}

export interface Disturbance {
  readonly fault: string;
  readonly seed?: number;
  readonly records?: number;
}

/** What the oracle says, and what the run itself found; of no complaint there is nothing to read. */
export interface Outcome<Found> {
  readonly complaints: readonly string[];
  readonly recoveryMs: number;
  readonly found: Found;
}

/** Runs a workload, lets `disturb` do its worst and stop the platform, and judges what is left against the run without the fault. */
export const disturbed = async <Found>(
  { fault, seed = 21, records = 900 }: Disturbance,
  disturb: (run: Disturbed) => Promise<Found>,
): Promise<Outcome<Found>> => {
  const batches = workload(seed, records);
  const { hash } = await referenceRun(batches);
  return await inScratch(async (directory) => {
    const ledger = emptyLedger();
    const platforms: RunningPlatform[] = [];
    let [healedAt, recoveredAt] = [performance.now(), 0];
    const found = await disturb({
      directory, batches, ledger,
      start: async (options = {}) => {
        const platform = await startPlatform({ directory, ...options });
        platforms.push(platform);
        return platform;
      },
      healed: () => {
        healedAt = performance.now();
      },
      finish: async (platform, rest = batches) => {
        for (const batch of rest) while (!await produce(platform, batch, ledger)) continue;
        await platform.caughtUp();
        recoveredAt = performance.now();
      },
    });
    const complaints = await complaintsOf({ fault, directory, ledger, without: hash, recovery: { healedAt, recoveredAt }, platforms });
    return { complaints, recoveryMs: Math.round(recoveredAt - healedAt), found };
  });
};
