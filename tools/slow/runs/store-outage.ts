import { storeOutage, type OutageSample } from '@streamforge/faults/cluster/long/store-outage';
import { withFaultServers } from '@streamforge/faults/cluster/fault-servers';
import type { FigureRun, Measured } from '@streamforge/figures/figure';

const MINUTES = 10;
const PER_SECOND = 2_000;
const SEED = 72;
/** From then on memory must stay: the buffers of waiting partitions are full. */
const SETTLED_SECONDS = 60;
const FLAT = 1.2;

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const count = (number: number): string => number.toLocaleString('en-GB');

const peak = (samples: readonly OutageSample[]): number => samples.reduce((most, { residentBytes }) => Math.max(most, residentBytes), 0);

const memory = (samples: readonly OutageSample[], peakBytes: number): Measured => {
  const settled = samples.filter(({ seconds }) => seconds >= SETTLED_SECONDS);
  const [early, late] = [peak(settled.slice(0, 12)), peak(settled.slice(-12))];
  return {
    name: 'memory of ingest during the outage', bar: `flat: its last minute at most ${FLAT} times its second`, ok: early > 0 && late <= FLAT * early,
    measured: `${megabytes(early)} in the second minute, ${megabytes(late)} in the last, ${megabytes(peakBytes)} at most until all was drained`,
  };
};

/** FAULTS: a store that is down pauses what needs it, visibly, and nothing is skipped or gathered in memory. */
export const run: FigureRun = {
  says: `The document store away for ${MINUTES} minutes while ${count(PER_SECOND)} records a second arrive; the oracle judges.`,
  measure: async ([minutes = String(MINUTES), seed = String(SEED)]) => {
    const { complaints, peakBytes, acknowledged: all, found } = await withFaultServers((servers) => storeOutage(servers, {
      seed: Number(seed), minutes: Number(minutes), perSecond: PER_SECOND,
      onSample: ({ seconds, residentBytes, readiness, reasoned, lag }) =>
        tell(`${seconds} s: readiness ${readiness}${reasoned ? ' STORE_UNAVAILABLE' : ''}, lag ${lag === undefined ? 'not told' : count(lag)}, ${megabytes(residentBytes)}`),
    }));
    const { samples, acknowledged, outageSeconds, drainedSeconds } = found;
    for (const complaint of complaints.slice(0, 20)) tell(complaint);
    const unready = samples.filter(({ readiness, reasoned }) => readiness === 503 && reasoned).length;
    const lags = samples.flatMap(({ lag }) => lag ?? []);
    const grew = lags.length > samples.length / 2 && lags.every((lag, at) => lag >= (lags[at - 1] ?? 0));
    const most = lags.at(-1) ?? 0;
    const long = outageSeconds >= MINUTES * 60;
    return [{
      name: `ten-minute store outage, seed ${seed}`, bar: 'nothing acknowledged lost, nothing doubled, same state',
      measured: `${outageSeconds} s away, ${count(all)} events acknowledged in all: ${complaints[0] ?? 'the oracle holds'}`, ok: complaints.length === 0 && long,
    }, {
      name: 'records that arrived during the outage', bar: `${count(PER_SECOND)} a second`,
      measured: `${count(acknowledged)} acknowledged, ${count(Math.round(acknowledged / outageSeconds))} a second`, ok: acknowledged / outageSeconds >= 0.95 * PER_SECOND,
    }, memory(samples, peakBytes), {
      name: 'readiness during the outage', bar: '503 with STORE_UNAVAILABLE in each sample', measured: `in ${unready} of ${samples.length} samples`, ok: unready === samples.length,
    }, {
      name: 'lag', bar: 'grows, then drains', measured: `grew to ${count(most)}, back at zero ${drainedSeconds} s after the store was back`,
      ok: grew && most > 0,
    }];
  },
};
