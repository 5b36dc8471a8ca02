/** What became of each series that files held: every row is a stored bar, a duplicate of one, or a dead letter. */
import { listed } from '../platform/pages.ts';
import type { Platform } from '../platform/platform.ts';
import type { GapReport } from '../query/gap-lines.ts';
import type { ReplaySummary } from '../replay/replay-file.ts';

export interface SeriesReport {
  readonly series: string;
  readonly bars: number;
  readonly gaps: number;
  readonly missing: number;
  /** Rows whose bar another row had already brought. */
  readonly duplicates: number;
  readonly deadLetters: number;
}

const MOST_SERIES = 10_000;
const MOST_LETTERS = 100_000;
const CANDLE_KEY = /^[^:]+:[^:]+:[^:]+$/;

export const seriesReports = async (platform: Platform, summaries: readonly ReplaySummary[]): Promise<readonly SeriesReport[]> => {
  const rows = total(summaries.map(({ series }) => series));
  const letters = await lettersByKey(platform);
  const gaps = await listed(platform, ['v1', 'gaps'], 'series', { ranges: 0 }, MOST_SERIES) as unknown as readonly GapReport[];
  const stored = new Map(gaps.map((report) => [report.series.split(':').slice(0, 3).join(':'), report]));
  return [...rows].filter(([key]) => CANDLE_KEY.test(key)).map(([key, times]) => {
    const { bars = 0, gaps: holes = 0, missing = 0 } = stored.get(key) ?? {};
    const deadLetters = letters.get(key) ?? 0;
    return { series: key, bars, gaps: holes, missing, duplicates: Math.max(0, times - bars - deadLetters), deadLetters };
  });
};

const total = (all: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const [key, times] of all.flatMap((one) => Object.entries(one))) sums.set(key, (sums.get(key) ?? 0) + times);
  return sums;
};

const lettersByKey = async (platform: Platform): Promise<ReadonlyMap<string, number>> => {
  const letters = await listed(platform, ['v1', 'dead-letters'], 'letters', { topic: 'market.candles.v1', redriven: true }, MOST_LETTERS);
  const sums = new Map<string, number>();
  for (const { key } of letters) if (typeof key === 'string') sums.set(key, (sums.get(key) ?? 0) + 1);
  return sums;
};
