/** A workload over real servers with a fault in it, judged by the oracle against the same workload embedded and undisturbed. */
import { setTimeout as pause } from 'node:timers/promises';
import { lagOfService } from '@streamforge/service-host/lag';
import type { EventLog } from '@streamforge/event-log/port';
import type { OpenPorts } from '@streamforge/service-host/run';
import { clusterPlace, type ClusterPlace, type ClusterUrls } from '@streamforge/testing/cluster-place';
import { oracleComplaints } from '@streamforge/testing/oracle';
import { leftBehind } from '../evidence.ts';
import { emptyLedger, type Ledger } from '../producer.ts';
import { referenceRun } from '../reference.ts';
import { workload, type Work } from '../workload.ts';
import { produceToLog } from './log-producer.ts';
import { startService, type ServiceProcess } from './service-process.ts';

export interface ClusterRun {
  readonly place: ClusterPlace;
  /** The producer's own connection to the log, and the oracle's to the stores. */
  readonly ports: OpenPorts;
  readonly batches: readonly (readonly Work[])[];
  readonly ledger: Ledger;
  /** Starts one more ingest process, with further settings. */
  ingest(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Sends batches, each until it is acknowledged; all of the workload unless told otherwise. */
  produce(batches?: readonly (readonly Work[])[]): Promise<void>;
  /** Says that the fault is over: the recovery is counted from here. */
  healed(): void;
  /** Resolves when nothing lags; rejects after two minutes. */
  caughtUp(): Promise<void>;
}

export interface ClusterDisturbance {
  readonly fault: string;
  readonly urls: ClusterUrls;
  readonly seed?: number;
  readonly records?: number;
  readonly partitions?: number;
  /** Settings that differ from the servers' own, such as a proxy's address before a store. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ClusterOutcome<Found> {
  readonly complaints: readonly string[];
  readonly recoveryMs: number;
  readonly acknowledged: number;
  readonly found: Found;
}

const CATCHING_UP_MS = 120_000;

/** Resolves when ingest has handled all there is; rejects after two minutes. */
export const settled = async (events: EventLog): Promise<void> => {
  const deadline = performance.now() + CATCHING_UP_MS;
  for (;;) {
    const lags = await lagOfService(events, 'ingest').catch(() => undefined);
    if (lags?.every(({ lag }) => lag === 0) === true) return;
    if (performance.now() > deadline) throw new Error(`ingest does not catch up: ${JSON.stringify(lags)}`);
    await pause(50);
  }
};

/** Ends a process that may be gone already; what it wrote to stderr beside that is a complaint. */
const ended = async ({ program, service }: ServiceProcess): Promise<readonly string[]> => {
  await program.kill('SIGTERM');
  const said = program.stderr().trim();
  return said === '' ? [] : [`${service} ${program.pid} said: ${said.split('\n')[0] ?? ''}`];
};

/** Runs a workload, lets `disturb` do its worst, waits until all is handled, stops every process and judges what is left. */
export const disturbedCluster = async <Found>(
  { fault, urls, seed = 21, records = 900, partitions = 6, env = {} }: ClusterDisturbance,
  disturb: (run: ClusterRun) => Promise<Found>,
): Promise<ClusterOutcome<Found>> => {
  const batches = workload(seed, records);
  const { hash } = await referenceRun(batches);
  const place = await clusterPlace(urls, ['ingest'], partitions);
  const ports = await place.open();
  const processes: ServiceProcess[] = [];
  const ledger = emptyLedger();
  let healedAt = performance.now();
  try {
    const found = await disturb({
      place, ports, batches, ledger,
      ingest: async (more = {}) => {
        const process = await startService('ingest', { ...place.env, ...env, ...more });
        processes.push(process);
        return process;
      },
      produce: async (some = batches) => {
        for (const batch of some) await produceToLog(ports.events, batch, ledger);
      },
      healed: () => {
        healedAt = performance.now();
      },
      caughtUp: () => settled(ports.events),
    });
    await settled(ports.events);
    const recoveredAt = performance.now();
    const said = (await Promise.all(processes.splice(0).map(ended))).flat();
    const { hash: withFault, stores, deadLetters, committed, ends } = await leftBehind(ports);
    const complaints = [...said, ...oracleComplaints({
      fault, stores, deadLetters, committed, ends, recovery: { healedAt, recoveredAt },
      acknowledged: [...ledger.acknowledged.values()],
      refusals: ledger.refusals,
      stateHash: { withFault, without: hash },
    })];
    return { complaints, recoveryMs: Math.round(recoveredAt - healedAt), acknowledged: ledger.acknowledged.size, found };
  } finally {
    for (const { program } of processes) await program.kill('SIGKILL').catch(() => undefined);
    await ports.close();
    await place.dispose();
  }
};
