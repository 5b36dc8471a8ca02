/** The trainer as the suite of every service is given it. */
import { sha256 } from '@streamforge/codec/digest';
import { openRegistry } from '@streamforge/model-registry/registry';
import type { ServiceUnderTest } from '@streamforge/service-host/conformance';
import { openJobs } from '@streamforge/service-host/jobs/jobs';
import { gnnTrainer } from '../src/service.ts';
import { command, recordOf } from './orders.ts';

/** Ten models, each of which is asked again and again; there is none of them, so every job fails with a code. */
const named = (n: number) => ({ model: `model-${n % 10}` });

export const toldOfCommands: Omit<ServiceUnderTest, 'openPorts'> = {
  service: gnnTrainer,
  topic: 'gnn.commands.v1',
  goodRecord: (n) => recordOf(command(`job-${n}`, 'predict', named(n))),
  badRecord: (n) => recordOf(command(`bad-${n}`, 'train', named(n))),
  keyOfJob: ({ id }) => named(Number(id.slice('job-'.length))).model,
  env: { GNN_PREDICT_SECONDS: '0' },
  state: async ({ relational }) => {
    const jobs = await (await openJobs('gnn-trainer', relational)).list({ limit: 10_000 });
    const accepted = jobs.map(({ id, kind, parameters }) => JSON.stringify([id, kind, parameters])).toSorted();
    return sha256(JSON.stringify([accepted, await (await openRegistry(relational)).models()]));
  },
};
