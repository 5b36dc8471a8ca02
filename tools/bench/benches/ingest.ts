import type { FigureRun } from '@streamforge/figures/figure';
import { compare } from '../src/ingest/compare.ts';

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-GB')}/s`;
const ms = (seconds: number): string => `${(seconds * 1_000).toFixed(1)} ms`;

export const run: FigureRun = {
  says: 'CSV → log → ingest → stored and published, against a bare loop that writes the same; rows: 1,000,000 unless told.',
  measure: async ([words = '1000000']) => {
    const rows = Number(words);
    const { bare, ours } = await compare(rows);
    const [bareRate, ourRate] = [rows / bare.seconds, rows / ours.seconds];
    return [
      { name: 'bare loop', measured: rate(bareRate), bar: 'at least 20,000/s, or the run is void', ok: bareRate >= 20_000 },
      { name: 'ingest against the bare loop', measured: `${(ourRate / bareRate).toFixed(2)} (${rate(ourRate)})`, bar: 'at least 0.6', ok: ourRate >= 0.6 * bareRate },
      { name: 'memory while replaying', measured: `${Math.round(ours.peakBytes / 1e6)} MB`, bar: 'less than 500 MB', ok: ours.peakBytes < 500e6 },
      { name: 'event-loop delay p99 while replaying', measured: ms(ours.loopDelay), bar: 'less than 25 ms', ok: ours.loopDelay < 0.025 },
      { name: 'slowest /healthz while replaying', measured: ms(ours.slowestHealth), bar: 'answers within 1 s', ok: ours.slowestHealth < 1 },
    ];
  },
};
