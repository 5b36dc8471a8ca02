/** A workload over real servers with a fault in it, judged by the oracle against the same workload embedded and undisturbed. */
import { setTimeout as pause } from 'node:timers/promises';
import { lagOfService } from '@streamforge/service-host/lag';
import type { EventLog } from '@streamforge/event-log/port';
import type { OpenPorts } from '@streamforge/service-host/run';
import { clusterPlace, type ClusterPlace, type ClusterUrls } from '@streamforge/testing/cluster-place';
import { oracleComplaints } from '@streamforge/testing/oracle';
import { leftBehind } from '../evidence.ts';
import { emptyLedger } from '../producer.ts';
import { workload, type Work } from '../workload.ts';
import { sharedOut, type Pace } from './load.ts';
import { producerLog, type Produced } from './producing.ts';
import { undisturbedHash } from './reference-hash.ts';
import { startFaultyIngest, startService, type ServiceProcess } from './service-process.ts';
import { startWatch, type Watch } from './watch.ts';

export interface ClusterRun extends Produced {
  readonly place: ClusterPlace;
  /** The oracle's own connections to the log and the stores. */
  readonly ports: OpenPorts;
  readonly batches: readonly (readonly Work[])[];
  readonly watch: Watch;
  /** Starts one more ingest process, with further settings. */
  ingest(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Starts one that something happens to, as its settings say. */
  faultyIngest(env: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Sends batches, each until it is acknowledged; all of the workload unless told otherwise, and as fast as it goes unless at a pace. */
  produce(batches?: readonly (readonly Work[])[], pace?: Pace): Promise<void>;
  /** Says that the fault is over: the recovery is counted from here. */
  healed(): void;
  /** Resolves when nothing lags; rejects when that takes too long. */
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
  /** Producers, each with a connection of its own. */
  readonly producers?: number;
  /** Memory that a process of ingest may take. */
  readonly memoryCapBytes?: number;
  /** Milliseconds between two samples. */
  readonly sampleMs?: number;
  /** Milliseconds that catching up may take. */
  readonly catchingUpMs?: number;
}

export interface ClusterOutcome<Found> {
  readonly complaints: readonly string[];
  readonly recoveryMs: number;
  readonly acknowledged: number;
  /** The most that a process of ingest took. */
  readonly peakBytes: number;
  readonly found: Found;
}

const MEMORY_CAP_BYTES = 400e6;
const SAMPLE_MS = 500;
const CATCHING_UP_MS = 120_000;
/** More than the grace of a stop. */
const STOPPING_MS = 35_000;

/** Resolves when ingest has handled all there is; rejects after two minutes, or the time given. */
export const settled = async (events: EventLog, patienceMs = CATCHING_UP_MS): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const lags = await lagOfService(events, 'ingest').catch(() => undefined);
    if (lags?.every(({ lag }) => lag === 0) === true) return;
    if (performance.now() > deadline) throw new Error(`ingest does not catch up: ${JSON.stringify(lags)}`);
    await pause(50);
  }
};

/** Ends a process that may be gone already. That it crashed, does not end, or says anything on stderr is a complaint. */
const ended = async ({ program, service }: ServiceProcess): Promise<readonly string[]> => {
  const late = new AbortController();
  const end = await Promise.race([program.kill('SIGTERM'), pause(STOPPING_MS, 'late' as const, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  if (end === 'late') await program.kill('SIGKILL');
  const how = end === 'late' ? ['does not end on SIGTERM'] : end?.code === 0 || end?.signal === 'SIGKILL' ? [] : [`ended with ${end?.code ?? end?.signal}`];
  const [line = ''] = program.stderr().trim().split('\n');
  return [...how, ...line === '' ? [] : [`said: ${line}`]].map((what) => `${service} ${program.pid} ${what}`);
};

/** Runs a workload, lets `disturb` do its worst, waits until all is handled, stops every process and judges what is left. */
export const disturbedCluster = async <Found>(
  disturbance: ClusterDisturbance,
  disturb: (run: ClusterRun) => Promise<Found>,
): Promise<ClusterOutcome<Found>> => {
  const { fault, urls, seed = 21, records = 900, partitions = 3, env = {}, producers = 1 } = disturbance;
  const { memoryCapBytes = MEMORY_CAP_BYTES, sampleMs = SAMPLE_MS, catchingUpMs = CATCHING_UP_MS } = disturbance;
  const batches = workload(seed, records);
  const place = await clusterPlace(urls, ['ingest'], partitions);
  const ports = await place.open();
  const logs = await Promise.all(Array.from({ length: producers }, () => producerLog(place.env['EVENT_LOG_URL'] ?? '')));
  const processes: ServiceProcess[] = [];
  const watch = startWatch({ ports, pids: () => processes.map(({ program }) => program.pid), everyMs: sampleMs });
  const kept = async (starting: Promise<ServiceProcess>): Promise<ServiceProcess> => {
    const process = await starting;
    processes.push(process);
    return process;
  };
  const produced: Produced = { ledger: emptyLedger(), places: new Map() };
  const sent = new Set<readonly Work[]>();
  let healedAt = performance.now();
  try {
    const found = await disturb({
      place, ports, batches, watch, ...produced,
      ingest: (more = {}) => kept(startService('ingest', { ...place.env, ...env, ...more })),
      faultyIngest: (more) => kept(startFaultyIngest({ ...place.env, ...env, ...more })),
      produce: async (some = batches, pace = {}) => await sharedOut(logs, some, produced, {
        ...pace,
        onSending: (batch) => {
          sent.add(batch);
          pace.onSending?.(batch);
        },
      }),
      healed: () => {
        healedAt = performance.now();
      },
      caughtUp: () => settled(ports.events, catchingUpMs),
    });
    await settled(ports.events, catchingUpMs);
    const recoveredAt = performance.now();
    await watch.stop();
    const said = (await Promise.all(processes.splice(0).map(ended))).flat();
    const { hash: withFault, stores, deadLetters, committed, ends } = await leftBehind(ports);
    const complaints = [...said, ...oracleComplaints({
      fault, stores, deadLetters, committed, ends, recovery: { healedAt, recoveredAt },
      acknowledged: [...produced.ledger.acknowledged.values()],
      refusals: produced.ledger.refusals,
      seen: watch.seen,
      memory: { samplesBytes: watch.memory, capBytes: memoryCapBytes },
      stateHash: { withFault, without: await undisturbedHash([...sent]) },
    })];
    const { ledger: { acknowledged } } = produced;
    return { complaints, recoveryMs: Math.round(recoveredAt - healedAt), acknowledged: acknowledged.size, peakBytes: Math.max(0, ...watch.memory), found };
  } finally {
    await watch.stop();
    for (const { program } of processes) await program.kill('SIGKILL').catch(() => undefined);
    await Promise.all(logs.map((log) => log.close().catch(() => undefined)));
    await ports.close();
    await place.dispose();
  }
};
