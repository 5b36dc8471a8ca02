import type { Trade } from '@streamforge/contracts/events/trade';
import type { Interval } from '@streamforge/contracts/interval';
import type { Source } from '@streamforge/document-store/port';
import type { CandleFold } from '@streamforge/market/candle-fold';
import { nextOpen, openOf } from '@streamforge/market/interval';
import { tradeSeries, type TradeSeries } from '@streamforge/market/series';
import { keepBars } from './bars.ts';
import { barOf, foldStored, lastTradeTime, type Stretch } from './build-candles.ts';
import { candleMemoryOf, type RememberedSeries } from './candle-memory.ts';
import type { IngestContext } from './context.ts';

/** A trade of a batch that is stored now. */
export interface StandingTrade {
  readonly trade: Trade;
  /** False when it was stored before: its batch is redelivered, or it was sent twice. */
  readonly fresh: boolean;
}

/**
 * Brings the candles that trades of one series fall into up to date. Each is the fold of everything stored; what this process
 * remembers of it is extended by the fresh trades, so that a batch costs its own size whatever the interval holds. The memory counts
 * only where it and the fresh trades make up what the store counts; otherwise, as after a start, a crash or a move of the partition, the
 * intervals are read from the store. See docs/adr.
 */
export const extendCandles = async (
  symbol: TradeSeries, intervals: readonly Interval[], trades: readonly StandingTrade[], source: Source, context: IngestContext,
): Promise<void> => {
  const series = tradeSeries(symbol);
  const memory = candleMemoryOf(context.documents);
  const remembered = memory.take(series);
  const [stored] = await context.documents.series('trades', { prefix: series, limit: 1 });
  if (intervals.length === 0 || stored?.series !== series) return;
  const fresh = trades.filter((each) => each.fresh);
  const known = remembered !== undefined && remembered.count + fresh.length === stored.count ? remembered : undefined;
  const folds = new Map(intervals.map((interval) => [interval, known?.folds.get(interval) ?? new Map<number, CandleFold>()]));
  for (const [interval, ofInterval] of folds) {
    for (const { trade } of fresh) ofInterval.get(openOf(interval, trade.time))?.add(trade);
    const opens = await touched(series, interval, trades, known, context);
    for (const stretch of stretchesOf(interval, opens.filter((open) => !ofInterval.has(open)))) {
      for await (const fold of foldStored(series, interval, stretch, context)) ofInterval.set(fold.openTime, fold);
    }
    const current = opens.flatMap((open) => ofInterval.get(open) ?? []);
    await keepBars(current.flatMap((fold) => barOf(fold, { ...symbol, interval }, stored.last, source, context)), context);
  }
  memory.put(series, { count: stored.count, last: stored.last, folds });
};

/**
 * Opens of the candles that trades fall into, and of the candles before those, which they may have closed; ascending. What lies before a
 * fresh trade was closed already when a trade after it was known; a trade that comes again may belong to a batch that failed halfway.
 */
const touched = async (
  series: string, interval: Interval, trades: readonly StandingTrade[], known: RememberedSeries | undefined, context: IngestContext,
): Promise<readonly number[]> => {
  const given = new Map<number, boolean>();
  for (const { trade, fresh } of trades) {
    const open = openOf(interval, trade.time);
    given.set(open, fresh && given.get(open) !== false);
  }
  const opens = new Set(given.keys());
  for (const [open, fresh] of given) {
    if (given.has(openOf(interval, open - 1)) || (fresh && known !== undefined && open <= known.last)) continue;
    const before = await lastTradeTime(series, { to: open }, context);
    if (before !== undefined) opens.add(openOf(interval, before));
  }
  return [...opens].toSorted((a, b) => a - b);
};

/** Neighbouring intervals as one stretch, so that each trade is read once. */
const stretchesOf = (interval: Interval, opens: readonly number[]): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  for (const from of opens) {
    const to = nextOpen(interval, from);
    const previous = stretches.at(-1);
    if (previous?.to === from) stretches.splice(-1, 1, { from: previous.from, to });
    else stretches.push({ from, to });
  }
  return stretches;
};
