/** Brokers that stop one after the other, for minutes, while producers send and two processes of ingest handle. */
import { setTimeout as pause } from 'node:timers/promises';
import { mulberry32 } from '@streamforge/determinism/random';
import { disturbedCluster, type ClusterOutcome } from '../disturbed.ts';
import { BROKERS, patient, type FaultServers } from '../fault-servers.ts';

export interface BrokerStopsOptions {
  readonly seed: number;
  /** Stops by SIGTERM, and as many by SIGKILL. */
  readonly ofEach: number;
  readonly perSecond: number;
  /** Told of each stop once the broker is back. */
  readonly onStop?: (stop: BrokerStop) => void;
}

export interface BrokerStop {
  readonly broker: number;
  readonly signal: 'SIGTERM' | 'SIGKILL';
  /** Milliseconds from the signal until it took part again. */
  readonly awayMs: number;
}

export interface BrokerStopsFound {
  readonly stops: readonly BrokerStop[];
  /** The longest time in which nothing was acknowledged, in milliseconds. */
  readonly longestSilenceMs: number;
  /** What producers were told meanwhile, each code with how often. */
  readonly told: Readonly<Record<string, number>>;
}

const PRODUCERS = 3;
const MOST_RECORDS = 400_000;
const MOST_DOWN_MS = 4_000;
const MOST_BETWEEN_MS = 4_000;
const CATCHING_UP_MS = 300_000;

/** Stops brokers in an order that the seed chooses; one may stop before the last one is in sync again. */
export const brokerStopsAtLoad = async (
  { urls, kafka }: FaultServers, { seed, ofEach, perSecond, onStop }: BrokerStopsOptions,
): Promise<ClusterOutcome<BrokerStopsFound>> => {
  const random = mulberry32(seed);
  const signals = Array.from({ length: 2 * ofEach }, (_, at) => at < ofEach ? 'SIGTERM' as const : 'SIGKILL' as const)
    .map((signal) => ({ signal, at: random() })).toSorted((a, b) => a.at - b.at).map(({ signal }) => signal);
  return await disturbedCluster({
    fault: 'brokers stopped at load', urls: patient(urls), seed, records: MOST_RECORDS, producers: PRODUCERS, sampleMs: 2_000, catchingUpMs: CATCHING_UP_MS,
  }, async ({ batches, ledger, ingest, produce, healed }) => {
    await ingest();
    await ingest();
    let over = false;
    let [last, longestSilenceMs] = [performance.now(), 0];
    const producing = produce(batches, {
      perSecond,
      goesOn: () => !over,
      onAcknowledged: () => {
        longestSilenceMs = Math.max(longestSilenceMs, performance.now() - last);
        last = performance.now();
      },
    });
    const stops: BrokerStop[] = [];
    for (const signal of signals) {
      const broker = 1 + Math.floor(random() * BROKERS);
      await pause(random() * MOST_BETWEEN_MS);
      const began = performance.now();
      await kafka.stop(broker, signal);
      await pause(random() * MOST_DOWN_MS);
      await kafka.start(broker);
      const stop = { broker, signal, awayMs: Math.round(performance.now() - began) };
      stops.push(stop);
      onStop?.(stop);
    }
    healed();
    over = true;
    await producing;
    const told = Object.fromEntries(Object.entries(Object.groupBy(ledger.refusals, ({ code = '' }) => code)).map(([code, list = []]) => [code, list.length]));
    return { stops, longestSilenceMs: Math.round(longestSilenceMs), told };
  });
};
