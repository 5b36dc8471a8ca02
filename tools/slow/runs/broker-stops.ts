import { brokerStopsAtLoad } from '@streamforge/faults/cluster/long/broker-stops';
import { withFaultServers } from '@streamforge/faults/cluster/fault-servers';
import type { FigureRun } from '@streamforge/figures/figure';

const OF_EACH = 20;
const PER_SECOND = 300;
const SEED = 71;

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** With three copies and two in sync, no stop of a broker loses or doubles what was acknowledged. */
export const run: FigureRun = {
  says: `${OF_EACH} broker stops by SIGTERM and ${OF_EACH} by SIGKILL on three brokers, producers and two ingest processes running; the oracle judges.`,
  measure: async ([ofEach = String(OF_EACH), seed = String(SEED)]) => {
    let count = 0;
    const { complaints, acknowledged, recoveryMs, peakBytes, found: { stops, longestSilenceMs, told } } = await withFaultServers((servers) => brokerStopsAtLoad(servers, {
      seed: Number(seed), ofEach: Number(ofEach), perSecond: PER_SECOND,
      onStop: ({ broker, signal, awayMs }) => {
        count += 1;
        tell(`${count}/${2 * Number(ofEach)} broker ${broker} ${signal}, away for ${awayMs} ms`);
      },
    }));
    for (const complaint of complaints.slice(0, 20)) tell(complaint);
    const of = (signal: string): number => stops.filter((stop) => stop.signal === signal).length;
    return [{
      name: `broker stops at load, seed ${seed}`,
      bar: `${OF_EACH} by SIGTERM and ${OF_EACH} by SIGKILL: nothing acknowledged lost, nothing doubled, same state`,
      measured: `${of('SIGTERM')} by SIGTERM, ${of('SIGKILL')} by SIGKILL, ${acknowledged.toLocaleString('en-GB')} events acknowledged: ${complaints[0] ?? 'the oracle holds'}`,
      ok: complaints.length === 0 && of('SIGTERM') >= OF_EACH && of('SIGKILL') >= OF_EACH,
    }, {
      name: 'longest time without an acknowledgement', bar: 'told, not judged', ok: true,
      measured: `${(longestSilenceMs / 1_000).toFixed(1)} s; producers were told ${Object.entries(told).map(([code, times]) => `${code} ${times} times`).join(', ') || 'nothing'}`,
    }, {
      name: 'after the last stop', bar: 'told, not judged', ok: true,
      measured: `caught up within ${(recoveryMs / 1_000).toFixed(1)} s, a process of ingest took ${Math.round(peakBytes / 1e6)} MB at most`,
    }];
  },
};
