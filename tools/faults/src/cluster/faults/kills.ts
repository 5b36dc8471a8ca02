/** SIGKILL of an ingest process at a step that a seed chooses. */
import { mulberry32 } from '@streamforge/determinism/random';
import { disturbedCluster } from '../disturbed.ts';
import type { ClusterFault } from './fault.ts';

const MOST_STEPS = 12;

const moments = ['before-write', 'after-write', 'after-commit'] as const;

const inWords = { 'before-write': 'before the store write', 'after-write': 'after the write, before the commit', 'after-commit': 'after the commit' };

/** Small batches, so that there are steps enough to choose from. */
const killedAt = (moment: (typeof moments)[number]): ClusterFault => ({
  name: `SIGKILL ${inWords[moment]}`,
  run: ({ urls }, options) => disturbedCluster({ fault: moment, urls, ...options }, async ({ faultyIngest, ingest, produce, healed }) => {
    const step = 1 + Math.floor(mulberry32(options.seed + moments.indexOf(moment))() * MOST_STEPS);
    const victim = await faultyIngest({ FAULT_AT: `${moment}@${step}`, FAULT_DO: 'kill', STREAMFORGE_BATCH_RECORDS: '20' });
    const producing = produce();
    const { signal } = await victim.program.ended;
    if (signal !== 'SIGKILL') throw new Error(`ingest ended before its step ${step}: ${victim.program.stderr()}`);
    healed();
    await ingest();
    await producing;
    return `killed at step ${step}`;
  }),
});

export const killFaults: readonly ClusterFault[] = moments.map(killedAt);
