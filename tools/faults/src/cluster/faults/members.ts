/** Ingest processes that come, go and freeze while records arrive. */
import { setTimeout as pause } from 'node:timers/promises';
import { disturbedCluster } from '../disturbed.ts';
import type { ServiceProcess } from '../service-process.ts';
import { halves, type ClusterFault } from './fault.ts';

const BETWEEN_MS = 500;
/** Longer than the session of the fault servers. */
const FROZEN_MS = 5_000;

const stopped = async ({ program }: ServiceProcess): Promise<void> => {
  const end = await program.kill('SIGTERM');
  if (end?.code !== 0) throw new Error(`ingest ended with ${end?.code ?? end?.signal ?? 'nothing'} on SIGTERM`);
};

const rolling: ClusterFault = {
  name: 'rolling restart of three processes at load',
  run: ({ urls }, options) => disturbedCluster({ fault: 'rolling restart', urls, ...options }, async ({ ingest, produce, healed }) => {
    const members = [await ingest(), await ingest(), await ingest()];
    const producing = produce();
    for (const member of members) {
      await ingest();
      await stopped(member);
    }
    await producing;
    healed();
    return 'three restarted, each left with 0';
  }),
};

const scaling: ClusterFault = {
  name: 'scale 1 → 3 → 1 at load',
  run: ({ urls }, options) => disturbedCluster({ fault: 'scaling', urls, ...options }, async ({ ingest, produce, healed }) => {
    await ingest();
    const producing = produce();
    const more = [await ingest(), await ingest()];
    await pause(BETWEEN_MS);
    for (const member of more) await stopped(member);
    await producing;
    healed();
    return '1, 3, 1 processes';
  }),
};

const forced: ClusterFault = {
  name: 'second SIGTERM at load',
  run: ({ urls }, options) => disturbedCluster({ fault: 'forced stop', urls, ...options }, async ({ ingest, produce, healed }) => {
    const first = await ingest();
    const producing = produce();
    await pause(BETWEEN_MS);
    process.kill(first.program.pid, 'SIGTERM');
    process.kill(first.program.pid, 'SIGTERM');
    await first.program.ended;
    await ingest();
    healed();
    await producing;
    return 'forced, then taken over';
  }),
};

/** A process frozen beyond its session comes back as a zombie: its partitions are another's, its late writes change nothing. */
export const frozenFor = (ms: number): ClusterFault => ({
  name: `SIGSTOP for ${ms / 1_000} s, then on`,
  run: ({ urls }, options) => disturbedCluster({ fault: 'SIGSTOP', urls, ...options }, async ({ batches, ingest, produce, healed }) => {
    const [first, second] = halves(batches);
    const frozen = await ingest();
    const producing = produce(first);
    await pause(BETWEEN_MS);
    process.kill(frozen.program.pid, 'SIGSTOP');
    await ingest();
    await producing;
    await pause(ms);
    process.kill(frozen.program.pid, 'SIGCONT');
    healed();
    await produce(second);
    return 'another process took over, and the frozen one came back';
  }),
});

export const memberFaults: readonly ClusterFault[] = [rolling, scaling, forced, frozenFor(FROZEN_MS)];
