/** The document store is away for minutes while records arrive: ingest waits, says so, keeps its memory, and works off what has gathered. */
import { setTimeout as pause } from 'node:timers/promises';
import { lagOfService } from '@streamforge/service-host/lag';
import { disturbedCluster, type ClusterOutcome } from '../disturbed.ts';
import { patient, type FaultServers } from '../fault-servers.ts';
import { undisturbedHash } from '../reference-hash.ts';
import { residentBytes } from '../watch.ts';
import type { Work } from '../../workload.ts';

export interface StoreOutageOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly perSecond: number;
  readonly onSample?: (sample: OutageSample) => void;
}

/** How things stood at a moment of the outage. */
export interface OutageSample {
  readonly seconds: number;
  /** Of ingest. */
  readonly residentBytes: number;
  readonly readiness: number;
  /** Whether readiness named the reason. */
  readonly reasoned: boolean;
  /** Undefined when the log was too busy to tell. */
  readonly lag: number | undefined;
}

export interface StoreOutageFound {
  readonly samples: readonly OutageSample[];
  /** Records that were acknowledged while the store was away. */
  readonly acknowledged: number;
  readonly outageSeconds: number;
  readonly drainedSeconds: number;
}

const BEFORE_MS = 10_000;
const EVERY_MS = 5_000;
const PRODUCERS = 2;
/** As many as keep the pace on a busy machine, where an acknowledgement takes its time. */
const LANES = 40;
const CATCHING_UP_MS = 900_000;

/** Records arrive at the same pace before, during and for ten seconds after the outage. */
export const storeOutage = async (
  { urls, proxy }: FaultServers, { seed, minutes, perSecond, onSample }: StoreOutageOptions,
): Promise<ClusterOutcome<StoreOutageFound>> => await disturbedCluster({
  fault: `store away for ${minutes} minutes`, urls: patient(urls), seed, records: Math.ceil((minutes + 1) * 60 * perSecond), producers: PRODUCERS,
  sampleMs: EVERY_MS, catchingUpMs: CATCHING_UP_MS,
}, async ({ place, ports, batches, ledger, ingest, produce, healed, caughtUp }) => {
  const process = await ingest({ DOCUMENTS_URL: proxy.through(place.env['DOCUMENTS_URL'] ?? '') });
  let over = false;
  const sent: (readonly Work[])[] = [];
  const producing = produce(batches, { perSecond, lanes: LANES, goesOn: () => !over, onSending: (batch) => void sent.push(batch) });
  await pause(BEFORE_MS);
  const before = ledger.acknowledged.size;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  await proxy.refuse();
  const samples: OutageSample[] = [];
  while (seconds() < minutes * 60) {
    await pause(EVERY_MS);
    const { status, body } = await process.readiness();
    const lags = await lagOfService(ports.events, 'ingest').catch(() => undefined);
    const sample = {
      seconds: Math.round(seconds()), readiness: status, reasoned: body.includes('STORE_UNAVAILABLE'),
      lag: lags?.reduce((sum, { lag }) => sum + lag, 0),
      residentBytes: await residentBytes(process.program.pid) ?? Number.NaN,
    };
    samples.push(sample);
    onSample?.(sample);
  }
  const acknowledged = ledger.acknowledged.size - before;
  const outageSeconds = seconds();
  await proxy.heal();
  healed();
  const healedAt = performance.now();
  await pause(BEFORE_MS);
  over = true;
  await producing;
  // The oracle will ask for it: until then there is time while the lag drains.
  void undisturbedHash(sent).catch(() => undefined);
  await caughtUp();
  return { samples, acknowledged, outageSeconds: Math.round(outageSeconds), drainedSeconds: Math.round((performance.now() - healedAt) / 1_000) };
});
