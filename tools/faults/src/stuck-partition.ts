/** One partition of six whose store refuses: what the other five notice of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { RetryableError } from '@streamforge/contracts/errors';
import type { VersionedEntry } from '@streamforge/document-store/port';
import type { OpenPorts, RunningHost } from '@streamforge/service-host/run';
import { hostIngest, settled } from './hosted-ingest.ts';
import { inScratch } from './scratch.ts';

const TOPIC = 'market.candles.v1';
const PARTITIONS = 6;
const STUCK = 3;
const EVERY_MS = 5;
const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;

export interface StuckOptions {
  /** Records for each partition in each run. */
  readonly records: number;
  /** Pairs of runs, one without the fault and one with it. */
  readonly pairs: number;
}

export interface StuckPartition {
  /** p99 from produce to stored over the five others, milliseconds: without the fault, with it, and their ratio. One for each pair. */
  readonly pairs: readonly { readonly without: number; readonly with: number; readonly ratio: number }[];
  /** What readiness says while one is stuck. */
  readonly said: readonly string[];
  /** Records of the others that were not stored while one was stuck, and of the stuck one that were not stored after it healed. */
  readonly missing: number;
}

interface Run {
  readonly p99: number;
  readonly said: string;
  readonly missing: number;
}

/** Tells when entries are stored, and refuses those of the stuck partition while the fault lasts. */
const watched = (ports: OpenPorts, stuck: () => boolean, stored: (entries: readonly VersionedEntry[]) => void): OpenPorts => ({
  ...ports,
  documents: {
    ...ports.documents,
    upsert: async (collection, entries) => {
      const ours = collection === 'candles' ? entries.filter(({ source }) => source.topic === TOPIC) : [];
      const refused = stuck() && ours.some(({ source }) => source.partition === STUCK);
      if (refused) throw new RetryableError('STORE_UNAVAILABLE', 'The fault of this run.');
      const verdicts = await ports.documents.upsert(collection, entries);
      stored(ours);
      return verdicts;
    },
  },
});

const readiness = async ({ http, token }: RunningHost): Promise<string> =>
  (await http.inject({ url: '/readyz?verbose', headers: { host: '127.0.0.1', authorization: `Bearer ${token}` } })).body;

const produced = async ({ ports: { events } }: RunningHost, partition: number, number: number): Promise<void> => {
  const symbol = `P${partition}`;
  const prices = { open: '1', high: '2', low: '1', close: '2', volume: '1' };
  const value = { exchange: 'test', symbol, interval: '1m', openTime: START + number * MINUTE, ...prices };
  await events.produce(TOPIC, [{ partition, key: `test:${symbol}:1m`, value: JSON.stringify(value) }]);
};

const place = (partition: number, order: number): string => `${partition}@${order}`;

const p99 = (latencies: readonly number[]): number => latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? Infinity;

const oneRun = (records: number, faulty: boolean): Promise<Run> => inScratch(async (directory) => {
  const sentAt = new Map<string, number>();
  const latencies = new Map<string, number>();
  let stuck = faulty;
  const host = await hostIngest({
    directory,
    partitions: PARTITIONS,
    around: (ports) => watched(ports, () => stuck, (entries) => {
      const now = performance.now();
      for (const { source: { partition }, order } of entries) {
        const where = place(partition, order);
        latencies.set(where, now - (sentAt.get(where) ?? 0));
      }
    }),
  });
  const sending: Promise<void>[] = [];
  for (let number = 0; number < records; number += 1) {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      sentAt.set(place(partition, START + number * MINUTE), performance.now());
      sending.push(produced(host, partition, number));
    }
    await pause(EVERY_MS);
  }
  await Promise.all(sending);
  const others = (PARTITIONS - 1) * records;
  const ofOthers = (): readonly number[] =>
    [...latencies].filter(([where]) => !where.startsWith(`${STUCK}@`)).map(([, latency]) => latency);
  while (ofOthers().length < others) await pause(EVERY_MS);
  const [while99, said] = [p99(ofOthers()), await readiness(host)];
  stuck = false;
  await settled(host);
  await host.stop();
  return { p99: while99, said, missing: PARTITIONS * records - latencies.size };
});

/** Runs in pairs, so that what else the machine does falls on both sides alike. */
export const stuckPartition = async ({ records, pairs }: StuckOptions): Promise<StuckPartition> => {
  await oneRun(Math.ceil(records / 10), false);
  const found: { without: Run; with: Run }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) found.push({ without: await oneRun(records, false), with: await oneRun(records, true) });
  return {
    pairs: found.map(({ without, with: faulty }) => ({ without: without.p99, with: faulty.p99, ratio: faulty.p99 / without.p99 })),
    said: found.map(({ with: { said } }) => said),
    missing: found.reduce((sum, { without, with: faulty }) => sum + without.missing + faulty.missing, 0),
  };
};
