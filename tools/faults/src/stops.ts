/** Signals at load: SIGTERM, a second SIGTERM, SIGSTOP. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { diskFullWhile } from '@streamforge/testing/fault-hooks';
import { disturbed, type Disturbed, type Outcome } from './disturbed.ts';
import type { RunningPlatform } from './platform.ts';
import { produce } from './producer.ts';
import type { Work } from './workload.ts';

/** Producers that send at the same time. */
const LANES = 4;

interface Load {
  /** Resolves when a third of the workload is acknowledged. */
  readonly underWay: () => Promise<void>;
  /** Resolves, when all producers have ended, to what was not acknowledged. */
  readonly left: Promise<readonly (readonly Work[])[]>;
}

/** Producers beside each other; each ends with its work or with the first batch that is not acknowledged. */
const load = ({ batches, ledger }: Disturbed, platform: RunningPlatform): Load => {
  const waiting = [...batches];
  const refused: (readonly Work[])[] = [];
  const third = batches.flat().length / 3;
  const lane = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      if (!await produce(platform, batch, ledger)) {
        refused.push(batch);
        return;
      }
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  return {
    underWay: async () => {
      while (ledger.acknowledged.size < third) await pause(1);
    },
    left: lanes.then(() => [...refused, ...waiting]),
  };
};

const wasForced = ({ program }: RunningPlatform): boolean => program.stdout().includes('is forced to stop');

export interface StopFound {
  readonly exitCode: number | null;
  readonly forced: boolean;
  /** Batches that the stop left unacknowledged. */
  readonly unacknowledged: number;
}

const goOn = async (run: Disturbed, left: readonly (readonly Work[])[]): Promise<void> => {
  run.healed();
  const next = await run.start();
  await run.finish(next, left);
  await next.stop();
};

/** SIGTERM while producers send: the stop keeps its grace. */
export const stopAtLoad = (): Promise<Outcome<StopFound>> => disturbed({ fault: 'SIGTERM at load', records: 1_800 }, async (run) => {
  const platform = await run.start({ logLevel: 'warn' });
  const loading = load(run, platform);
  await loading.underWay();
  const exitCode = await platform.stop();
  const left = await loading.left;
  await goOn(run, left);
  return { exitCode, forced: wasForced(platform), unacknowledged: left.length };
});

/** The first SIGTERM has to wait for a store that can't write, with a grace of ten minutes; the second one ends the wait. */
export const forcedStop = (): Promise<Outcome<StopFound>> => disturbed({ fault: 'a second SIGTERM at load' }, async (run) => {
  const marker = join(run.directory, 'disk-full');
  const platform = await run.start({ logLevel: 'warn', drainSeconds: 600, hooks: { documents: diskFullWhile(marker) } });
  const loading = load(run, platform);
  await loading.underWay();
  writeFileSync(marker, '');
  await platform.program.saw(/DISK_FULL/);
  const stopping = platform.stop();
  await pause(500);
  const exitCode = (await Promise.all([stopping, platform.stop()]))[0];
  rmSync(marker);
  const left = await loading.left;
  await goOn(run, left);
  return { exitCode, forced: wasForced(platform), unacknowledged: left.length };
});

export interface FrozenFound {
  readonly unacknowledged: number;
}

/** SIGSTOP while producers send, SIGCONT after a while. */
export const frozen = (seconds: number): Promise<Outcome<FrozenFound>> =>
  disturbed({ fault: `SIGSTOP for ${seconds} s at load`, records: 1_800 }, async (run) => {
    const platform = await run.start();
    const loading = load(run, platform);
    await loading.underWay();
    await platform.program.kill('SIGSTOP');
    await pause(seconds * 1_000);
    await platform.program.kill('SIGCONT');
    run.healed();
    const left = await loading.left;
    await run.finish(platform, left);
    await platform.stop();
    return { unacknowledged: left.length };
  });
