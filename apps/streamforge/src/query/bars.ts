/** Bars with their indicators beside them, over as many pages as it takes. */
import { isFact, type Fact } from '../output/facts-table.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import type { QueryFlags } from './kinds.ts';

const PAGE = 1_000;

/** Each bar as it is stored; those that have indicators carry them by name. */
export const bars = (path: 'bars' | 'candles') => async (platform: Platform, flags: QueryFlags): Promise<readonly Fact[]> => {
  const { exchange, symbol, interval, from, to, origin, indicators } = flags;
  const most = Number(flags.limit);
  const found: Fact[] = [];
  for (let cursor: string | undefined; ;) {
    const query = { exchange, symbol, interval, from, to, origin, indicators, limit: Math.min(PAGE, most - found.length), cursor };
    const answer = await get(platform, pathOf(['v1', path], query)) as BarAnswer;
    found.push(...answer.bars.map((bar, at) => withIndicators(bar, answer.indicators, at)));
    if (answer.next === null || found.length >= most) return found;
    cursor = answer.next;
  }
};

interface BarAnswer {
  readonly bars: readonly Fact[];
  readonly indicators: unknown;
  readonly next: string | null;
}

const withIndicators = (bar: Fact, columns: unknown, at: number): Fact => {
  if (!isFact(columns) || Object.keys(columns).length === 0) return bar;
  const values = Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? column[at] as unknown : null]);
  return { ...bar, indicators: Object.fromEntries(values) as Fact };
};
