/** The same input embedded, and through Kafka, Postgres and S3 with several ingest processes: one state hash. */
import { describeState, hashOf } from '@streamforge/document-store/state-hash';
import type { EventLog } from '@streamforge/event-log/port';
import { clusterPlace, type ClusterUrls } from '@streamforge/testing/cluster-place';
import { embeddedState, produceAll, type State } from '../arrivals.ts';
import { mixedInput } from '../mixed-input.ts';
import { settled } from './disturbed.ts';
import { startService, type ServiceProcess } from './service-process.ts';

export interface OneState {
  readonly embedded: State;
  readonly cluster: State;
  /** Records that each process read. */
  readonly shares: readonly number[];
}

const PARTITIONS = 6;

/** Records that a process has read, as its own metrics count them. */
const consumedBy = async ({ address }: ServiceProcess): Promise<number> => {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return [...metrics.matchAll(/^streamforge_records_consumed_total\{[^}]*\} (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

const joined = async (events: EventLog, members: readonly ServiceProcess[]): Promise<void> => {
  await Promise.all(members.map(async (member) => {
    while ((await member.readiness()).status !== 200) await new Promise((resolve) => setTimeout(resolve, 100));
  }));
  await events.ping();
};

/** Replays one input both ways. The processes join first and share the partitions while records arrive. */
export const oneState = async (urls: ClusterUrls, seed: number, records: number, processes: number): Promise<OneState> => {
  const input = mixedInput(seed, records);
  const embedded = await embeddedState(input);
  const place = await clusterPlace(urls, ['ingest'], PARTITIONS);
  const ports = await place.open();
  const members: ServiceProcess[] = [];
  try {
    for (let count = 0; count < processes; count += 1) members.push(await startService('ingest', place.env));
    await joined(ports.events, members);
    await produceAll(ports.events, input);
    await settled(ports.events);
    const shares = await Promise.all(members.map(consumedBy));
    for (const { program } of members) await program.kill('SIGTERM');
    const states = await describeState(ports.documents);
    const stored = Object.fromEntries(states.map(({ collection, entries, deleted }) => [collection, entries + deleted]));
    return { embedded, cluster: { hash: hashOf(states), stored }, shares };
  } finally {
    for (const { program } of members) await program.kill('SIGKILL').catch(() => undefined);
    await ports.close();
    await place.dispose();
  }
};
