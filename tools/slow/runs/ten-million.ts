/** Ten million bars through the whole platform: the last million must not be much slower than the first, and memory must stay flat. */
import { measureOurs } from '@streamforge/bench/ingest/compare';
import type { FigureRun } from '@streamforge/figures/figure';

const ROWS = 10_000_000;
const MILLION = 1_000_000;

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-GB')}/s`;

export const run: FigureRun = {
  says: 'Ten million bars: the last million’s speed against the first’s, and memory.',
  measure: async ([rows = String(ROWS)]) => {
    const { marks, startSeconds, peakBytes, seconds } = await measureOurs(Number(rows));
    const [first = Number.NaN] = marks;
    const [beforeLast = Number.NaN, last = Number.NaN] = marks.slice(-2);
    const [firstRate, lastRate] = [MILLION / (first - startSeconds), MILLION / (last - beforeLast)];
    return [
      { name: 'last million against the first', measured: `${(lastRate / firstRate).toFixed(2)} (${rate(lastRate)} against ${rate(firstRate)})`, bar: 'at least 0.6', ok: lastRate >= 0.6 * firstRate },
      { name: 'memory over all of them', measured: `${Math.round(peakBytes / 1e6)} MB at most`, bar: 'less than 500 MB', ok: peakBytes < 500e6 },
      { name: 'rows over the whole run', measured: rate(Number(rows) / seconds), bar: 'told, not judged', ok: true },
    ];
  },
};
