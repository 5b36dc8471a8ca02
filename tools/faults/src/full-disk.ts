/** The disk is full for a while, under both stores. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { diskFullWhile } from '@streamforge/testing/fault-hooks';
import { disturbed, type Outcome } from './disturbed.ts';
import type { RunningPlatform } from './platform.ts';
import { produce } from './producer.ts';

export interface FullDiskFound {
  /** What producers were answered, `status code`, each once. */
  readonly answers: readonly string[];
  /** What `/readyz?verbose` named as the reason. */
  readonly reason: string;
  /** Status of `/readyz` once there is space again and all is handled. */
  readonly readyAfter: number;
  readonly alive: boolean;
}

const REFUSALS = 3;

interface Readiness {
  readonly status: string;
  readonly checks: readonly { readonly ok: boolean; readonly detail: string }[];
}

const reasonOf = async (platform: RunningPlatform): Promise<string | undefined> => {
  const response = await platform.request('GET', '/readyz?verbose');
  if (response.status === 200) return undefined;
  return ((await response.json()) as Readiness).checks.filter(({ ok }) => !ok).map(({ detail }) => detail).join('; ');
};

/** Fills the disk a third of the way through the workload, waits until producers and readiness noticed, and frees it. */
export const fullDisk = (): Promise<Outcome<FullDiskFound>> => disturbed({ fault: 'a full disk' }, async (run) => {
  const { directory, batches, ledger, start, healed, finish } = run;
  const marker = join(directory, 'disk-full');
  const hook = diskFullWhile(marker);
  const platform = await start({ hooks: { events: hook, documents: hook } });
  let at = 0;
  while (at < batches.length / 3) if (await produce(platform, batches[at] ?? [], ledger)) at += 1;
  writeFileSync(marker, '');
  let reason: string | undefined;
  for (let refused = 0; refused < REFUSALS || reason === undefined;) {
    const batch = batches[at];
    if (batch === undefined) throw new Error('the disk was full and nobody was refused');
    if (await produce(platform, batch, ledger)) at += 1;
    else refused += 1;
    reason = await reasonOf(platform) ?? reason;
    await pause(20);
  }
  const alive = (await platform.request('GET', '/healthz')).ok;
  rmSync(marker);
  healed();
  await finish(platform, batches.slice(at));
  const readyAfter = (await platform.request('GET', '/readyz')).status;
  await platform.stop();
  return { answers: [...new Set(ledger.refusals.map(({ status, code }) => `${status} ${code}`))], reason, readyAfter, alive };
});
