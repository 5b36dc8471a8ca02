/** Brokers that stop while records are produced and consumed. */
import { setTimeout as pause } from 'node:timers/promises';
import { BROKERS } from '../fault-servers.ts';
import { disturbedCluster } from '../disturbed.ts';
import { halves, type ClusterFault } from './fault.ts';

const OUTAGE_MS = 8_000;

const each = async (work: (broker: number) => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: BROKERS }, (_, index) => work(index + 1)));
};

/** Each broker in turn stops while a part of the workload is produced, and is back before the next one stops. */
const brokerStops = (signal: 'SIGTERM' | 'SIGKILL'): ClusterFault => ({
  name: `each of three brokers stopped by ${signal} while producers run`,
  run: ({ urls, kafka }, options) => disturbedCluster({ fault: `broker ${signal}`, urls, ...options }, async ({ batches, ingest, produce, healed }) => {
    await ingest();
    await ingest();
    const parts = Math.ceil(batches.length / BROKERS);
    for (let broker = 1; broker <= BROKERS; broker += 1) {
      const producing = produce(batches.slice((broker - 1) * parts, broker * parts));
      await kafka.stop(broker, signal);
      await producing;
      await kafka.start(broker);
    }
    healed();
    return `${BROKERS} stops`;
  }),
});

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

export const brokerFaults: readonly ClusterFault[] = [brokerStops('SIGTERM'), brokerStops('SIGKILL'), allDown];
