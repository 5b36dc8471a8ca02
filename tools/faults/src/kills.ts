/** SIGKILL at durable writes that a seed chooses, in both storage threads, before and after the commit. */
import { killAt, killPoints, type KillPoint } from '@streamforge/testing/fault-hooks';
import { startPlatform, threads, type RunningPlatform, type Thread } from './platform.ts';
import { emptyLedger, isBroken, produce } from './producer.ts';
import { referenceRun } from './reference.ts';
import { inScratch } from './scratch.ts';
import { complaintsOf } from './verdict.ts';
import { workload, type Work } from './workload.ts';

export interface KillResult {
  /** In words: which thread, which write, before or after. */
  readonly fault: string;
  /** False when the run ended before its kill point. */
  readonly killed: boolean;
  /** From the start of the next process until the lag was zero. */
  readonly recoveryMs: number;
  readonly complaints: readonly string[];
}

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  readonly records: number;
  readonly onResult?: (result: KillResult) => void;
}

/** Kills the process at one durable write, starts it again, finishes the work and lets the oracle judge. */
const killRun = (batches: readonly (readonly Work[])[], thread: Thread, point: KillPoint, without: string): Promise<KillResult> =>
  inScratch(async (directory) => {
    const fault = `SIGKILL ${point.moment} durable write ${point.commit} of ${thread}`;
    const ledger = emptyLedger();
    const platforms: RunningPlatform[] = [];
    let healedAt = 0;
    const revived = async (): Promise<RunningPlatform> => {
      await platforms.at(-1)?.program.ended;
      healedAt = performance.now();
      const next = await startPlatform({ directory });
      platforms.push(next);
      return next;
    };
    let platform = await startPlatform({ directory, hooks: { [thread]: killAt(point) } }).then((first) => {
      platforms.push(first);
      return first;
    }, revived);
    for (const batch of batches) while (!await produce(platform, batch, ledger)) platform = await revived();
    await platform.caughtUp().catch(async (error: unknown) => {
      if (!isBroken(error)) throw error;
      platform = await revived();
      await platform.caughtUp();
    });
    const recoveredAt = performance.now();
    await platform.stop();
    const complaints = await complaintsOf({ fault, directory, ledger, without, recovery: { healedAt, recoveredAt }, platforms });
    return { fault, killed: healedAt > 0, recoveryMs: Math.round(recoveredAt - healedAt), complaints };
  });

/** Seeded kill points, half of them in each storage thread, each in a run of its own. */
export const runKills = async ({ seed, kills, records, onResult }: KillOptions): Promise<readonly KillResult[]> => {
  const batches = workload(seed, records);
  const { hash, commits } = await referenceRun(batches);
  const results: KillResult[] = [];
  for (const [at, thread] of threads.entries()) {
    for (const point of killPoints(seed + at, Math.ceil((kills - at) / 2), commits[thread])) {
      const result = await killRun(batches, thread, point, hash);
      onResult?.(result);
      results.push(result);
    }
  }
  return results;
};
