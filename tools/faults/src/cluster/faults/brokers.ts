/** Brokers that stop while records are produced and consumed. */
import { setTimeout as pause } from 'node:timers/promises';
import { BROKERS } from '../fault-servers.ts';
import { disturbedCluster } from '../disturbed.ts';
import { halves, type ClusterFault } from './fault.ts';

const OUTAGE_MS = 6_000;

const each = async (work: (broker: number) => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: BROKERS }, (_, index) => work(index + 1)));
};

const stops = [[1, 'SIGTERM'], [2, 'SIGKILL'], [3, 'SIGTERM'], [1, 'SIGKILL']] as const;

/** Each broker in turn stops while a part of the workload is produced, and is back before the next one stops. */
const oneByOne: ClusterFault = {
  name: 'brokers stopped one by one, by SIGTERM and by SIGKILL, while producers run',
  run: ({ urls, kafka }, options) => disturbedCluster({ fault: 'broker stops', urls, ...options }, async ({ batches, ingest, produce, healed }) => {
    await ingest();
    await ingest();
    const part = Math.ceil(batches.length / stops.length);
    for (const [at, [broker, signal]] of stops.entries()) {
      const producing = produce(batches.slice(at * part, (at + 1) * part));
      await kafka.stop(broker, signal);
      await producing;
      await kafka.start(broker);
    }
    healed();
    return `${stops.length} stops of ${BROKERS} brokers`;
  }),
};

/** Nothing is acknowledged meanwhile; what producers are told is kept for the oracle to judge. */
const allDown: ClusterFault = {
  name: 'all brokers down, then back',
  run: ({ urls, kafka }, options) => disturbedCluster({ fault: 'all brokers down', urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    const process = await run.ingest();
    await run.produce(first);
    await each((broker) => kafka.stop(broker, 'SIGKILL'));
    const producing = run.produce(second);
    await pause(OUTAGE_MS);
    const before = run.ledger.acknowledged.size;
    const { status } = await process.readiness();
    await each((broker) => kafka.start(broker));
    run.healed();
    await producing;
    const codes = [...new Set(run.ledger.refusals.map(({ code }) => code))].join(', ');
    if (status !== 503) throw new Error(`/readyz answered ${status} while no broker ran`);
    return `readiness ${status}, producers were told ${codes === '' ? 'nothing' : codes}, ${run.ledger.acknowledged.size - before} acknowledged after`;
  }),
};

export const brokerFaults: readonly ClusterFault[] = [oneByOne, allDown];
